import type { StartedRun, TestFlowInput } from '@sista/shared/flow/flow-api.schema';
import { triggerOf } from '@sista/shared/flow/node-catalogue';
import { toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';
import { nodeCatalogue } from './flow-facts.ts';
import { getSample } from './set-sample.ts';
import { triggerInput } from './trigger-input.ts';

/** Runs the draft. `hold` keeps effects back and answers them with samples; `send` really sends. */
export async function testFlow(context: Context, input: TestFlowInput): Promise<StartedRun> {
  const { runtime, workspaceId, now } = context;
  const { id, effects, fromStep } = input;
  if (fromStep !== undefined) {
    throw new Refusal('invalid_input', 'fromStep: A test runs the whole draft. Leave fromStep out.');
  }
  const { versionId, document } = await runtime.flows.freezeDraft(workspaceId, id);
  const trigger = triggerOf(document, nodeCatalogue);
  const { runId } = await runtime.runs.accept({
    workspaceId,
    flowId: id,
    versionId,
    ingressId: null,
    trigger: nodeCatalogue.get(trigger?.type ?? '')?.trigger?.kind ?? 'manual',
    mode: 'test',
    effects: effects === 'send' ? 'send' : 'suppress',
    input: await triggerInput(document, { ...(await payloadOf(context, input)), now: now() }),
    capture: null,
    captureId: null,
    dedupe: [],
    parentRunId: null,
  });
  return startedRun(runId);
}

/** Without a payload the flow's own sample is sent. */
async function payloadOf(context: Context, { id, payload, headers }: TestFlowInput) {
  if (payload !== undefined) return { payload, headers };
  const sample = await getSample(context, { id });
  return { payload: sample?.payload, headers: headers ?? sample?.headers };
}

/** A start without dedupe keys always makes a run. */
export function startedRun(runId: string | null): StartedRun {
  if (runId === null) throw new Error('a start without a dedupe key got no run');
  return { runId: toId('run', runId) };
}
