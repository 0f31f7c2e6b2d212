import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { FlowIdInput } from '@sista/shared/flow/flow-api.schema';
import type { Context } from '../trpc/request-context.ts';
import { documentOf, loadFlow } from './view-flow.ts';

/** The draft as the document that `import` takes. */
export async function exportFlow(context: Context, { id }: FlowIdInput): Promise<FlowDocument> {
  return documentOf(await loadFlow(context, id));
}
