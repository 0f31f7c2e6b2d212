import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { FlowIdInput, TriggerState } from '@sista/shared/flow/flow-api.schema';
import { blocksPublishing } from '@sista/shared/flow/flow-issues';
import { triggerOf } from '@sista/shared/flow/node-catalogue';
import type { Context } from '../trpc/request-context.ts';
import { findIssues, nodeCatalogue } from './flow-facts.ts';
import { readIngressUrl } from './ingress-address.ts';
import { documentOf, type FlowRow, loadFlow } from './view-flow.ts';

/** What the trigger is doing now, and in one sentence why nothing fires. */
export async function readTriggerState(context: Context, { id }: FlowIdInput): Promise<TriggerState> {
  const { db, sealKeys, settings, runtime, workspaceId } = context;
  const flow = await loadFlow(context, id);
  const document = documentOf(flow);
  const ingressUrl = await readIngressUrl(db, sealKeys, settings.publicUrl, { flowId: id, document });
  const captures = ingressUrl
    ? await runtime.captures.list(workspaceId, { flowId: id, to: 'trigger', limit: 1 })
    : { data: [] };
  const reason = await silenceOf(context, flow, document);
  const nextRunAt = (await runtime.flows.activityOf(workspaceId, [id])).get(id)?.nextRunAt ?? null;
  return { ingressUrl, lastCapture: captures.data[0] ?? null, nextRunAt, listening: reason === null, reason };
}

async function silenceOf(context: Context, flow: FlowRow, document: FlowDocument): Promise<string | null> {
  const trigger = triggerOf(document, nodeCatalogue);
  if (!trigger) return 'The flow has no trigger. Add one from Start.';
  const kind = nodeCatalogue.get(trigger.type)?.trigger?.kind;
  const untilThen = kind === 'schedule' ? 'its schedule stands still' : 'requests are kept and start nothing';
  if (!flow.liveVersionId) {
    return blocksPublishing(await findIssues(context, document))
      ? `The flow is a draft with issues. Solve them, then publish it; until then ${untilThen}.`
      : `The flow is a draft. Publish it; until then ${untilThen}.`;
  }
  if (flow.status === 'paused')
    return kind === 'schedule'
      ? 'The flow is paused. Its schedule stands still; resume it to start runs.'
      : 'The flow is paused. Requests are kept and can be replayed; resume it to start runs.';
  return kind === 'manual' ? 'It starts when somebody presses Run, or through the API.' : null;
}
