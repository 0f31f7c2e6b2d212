import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { Flow, FlowSample, ImportFlowInput } from '@sista/shared/flow/flow-api.schema';
import { migrateFlow } from '@sista/shared/flow/migrate-flow';
import { toId } from '@sista/shared/ids';
import { fieldsOf } from '@sista/shared/node/field';
import type { TemplateHire } from '@sista/shared/template/define-template';
import type { WorkspaceDb } from '../auth/workspace-db.ts';
import { askingOf } from '../employee/asking.ts';
import type { Context } from '../trpc/request-context.ts';
import type { HiredVia } from '../trpc/server-runtime.ts';
import { nodeCatalogue } from './flow-facts.ts';
import { readDocument } from './read-document.ts';
import { storeFlow } from './store-flow.ts';

/**
 * A new flow from a document of elsewhere: `role:…` becomes an employee of that role, hired where there is none,
 * and a credential that is not in this workspace is emptied, so that the editor asks for one.
 */
export async function importFlow(context: Context, { document, name }: ImportFlowInput): Promise<Flow> {
  const read = migrateFlow(readDocument(document), nodeCatalogue);
  const known = await context.db.credential.findMany({ select: { id: true } });
  const emptied = emptyCredentials(read, new Set(known.map(({ id }) => toId('credential', id))));
  const draft = { document: name ? { ...emptied, name } : emptied, hires: [], sample: null };
  return storeStaffed(context, { via: 'import' }, draft, 'flow.import');
}

export type StaffedDraft = {
  document: FlowDocument;
  hires: readonly TemplateHire[];
  sample: FlowSample | null;
};

/** Stores a flow and hires whom it names, in one commit. */
export async function storeStaffed(
  context: Context,
  via: HiredVia,
  draft: StaffedDraft,
  action: string,
): Promise<Flow> {
  const { db, runtime } = context;
  const { document, hires, sample } = draft;
  return runtime.employees.staffDocument(
    db,
    { ...askingOf(context), ...via },
    { document, hires },
    (tx, staffed) =>
      // The transaction of a bound client is bound too.
      storeFlow({ ...context, db: tx as unknown as WorkspaceDb }, { document: staffed, sample, action }),
  );
}

/** Credentials of another workspace as empty fields: an empty one is an issue until somebody chooses. */
export function emptyCredentials(document: FlowDocument, known: ReadonlySet<string>): FlowDocument {
  const nodes = document.nodes.map((node) => {
    const definition = nodeCatalogue.get(node.type);
    const foreign = (definition ? fieldsOf(definition.config) : []).filter(({ name, meta }) => {
      const value = node.config[name];
      return meta.control === 'credential' && typeof value === 'string' && !known.has(value);
    });
    if (foreign.length === 0) return node;
    return {
      ...node,
      config: { ...node.config, ...Object.fromEntries(foreign.map(({ name }) => [name, ''])) },
    };
  });
  return { ...document, nodes };
}
