import type { Flow, FlowIdInput } from '@sista/shared/flow/flow-api.schema';
import type { Context } from '../trpc/request-context.ts';
import { loadFlow, viewFlow } from './view-flow.ts';

export async function getFlow(context: Context, { id }: FlowIdInput): Promise<Flow> {
  return viewFlow(context, await loadFlow(context, id));
}
