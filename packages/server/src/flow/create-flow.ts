import { type FlowDocument, flowSchemaName } from '@sista/shared/flow/flow.schema';
import type { CreateFlowInput, Flow } from '@sista/shared/flow/flow-api.schema';
import type { Context } from '../trpc/request-context.ts';
import { readDocument } from './read-document.ts';
import { storeFlow } from './store-flow.ts';

/** A new draft, from a document or empty. */
export async function createFlow(context: Context, { name, document }: CreateFlowInput): Promise<Flow> {
  const drawn = document ? readDocument(document) : emptyDocument;
  return storeFlow(context, { document: name ? { ...drawn, name } : drawn, action: 'flow.create' });
}

const emptyDocument: FlowDocument = { schema: flowSchemaName, name: 'Untitled flow', nodes: [], edges: [] };
