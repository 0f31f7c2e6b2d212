import type { Flow, FlowIdInput, FlowSample } from '@sista/shared/flow/flow-api.schema';
import type { Context } from '../trpc/request-context.ts';
import { storeFlow } from './store-flow.ts';
import { documentOf, loadFlow } from './view-flow.ts';

/** A draft of its own with the same document and sample, and an address of its own. */
export async function duplicateFlow(context: Context, { id }: FlowIdInput): Promise<Flow> {
  const row = await loadFlow(context, id);
  const document = documentOf(row);
  const name = `${document.name} (copy)`.slice(0, 200);
  return storeFlow(context, {
    document: { ...document, name },
    sample: row.sample as FlowSample | null,
    action: 'flow.duplicate',
  });
}
