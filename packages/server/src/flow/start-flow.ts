import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { StartedRun, StartFlowInput } from '@sista/shared/flow/flow-api.schema';
import { Refusal } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';
import { startedRun } from './test-flow.ts';
import { triggerInput } from './trigger-input.ts';
import { loadFlow } from './view-flow.ts';

/** Runs the live version with `input` as the body of its trigger. */
export async function startFlow(context: Context, { id, input }: StartFlowInput): Promise<StartedRun> {
  const { db, runtime, workspaceId, actor, now } = context;
  const flow = await loadFlow(context, id);
  if (!flow.liveVersionId)
    throw new Refusal('conflict', 'This flow was never published. Publish it, or test the draft.');
  if (flow.status === 'paused') throw new Refusal('conflict', 'This flow is paused. Resume it first.');
  const version = await db.flowVersion.findFirst({ where: { id: flow.liveVersionId } });
  if (!version) throw new Error(`the live version of flow ${id} is gone`);
  const kind = actor.kind === 'key' ? 'api' : 'manual';
  const trigger = await triggerInput(version.document as FlowDocument, { payload: input, now: now() });
  const { runId } = await runtime.runs.accept({
    workspaceId,
    flowId: id,
    versionId: version.id,
    ingressId: null,
    trigger: kind,
    mode: 'live',
    effects: 'send',
    input: { ...trigger, kind },
    capture: null,
    captureId: null,
    dedupe: [],
    parentRunId: null,
  });
  return startedRun(runId);
}
