import type { FlowDocument, FlowIssue } from '@sista/shared/flow/flow.schema';
import { type FlowFacts, flowIssues } from '@sista/shared/flow/flow-issues';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import { toId } from '@sista/shared/ids';
import { nodeDefinitions } from '@sista/shared/nodes';
import type { Context } from '../trpc/request-context.ts';

type FactsContext = Pick<Context, 'db' | 'settings'>;

/** All node types of this release. */
export const nodeCatalogue: NodeCatalogue = new Map(Object.entries(nodeDefinitions));

/** What only the installation knows about a document: credentials, employees, for how long runs are kept. */
export async function readFlowFacts({ db, settings }: FactsContext): Promise<FlowFacts> {
  const [credentials, employees] = await Promise.all([
    db.credential.findMany({ select: { id: true, type: true } }),
    db.employee.findMany({ select: { id: true, name: true, role: true, status: true } }),
  ]);
  const working = employees.filter(({ status }) => status !== 'archived');
  return {
    credentials: new Map(credentials.map(({ id, type }) => [toId('credential', id), type])),
    employees: new Map([
      ...employees.map(({ id, name, status }) => [toId('employee', id), { name, status }] as const),
      ...working.map(({ role, name, status }) => [`role:${role}`, { name, status }] as const),
    ]),
    retentionDays: settings.retentionDays,
  };
}

/** All that is wrong with a document in this workspace. */
export async function findIssues(context: FactsContext, document: FlowDocument): Promise<FlowIssue[]> {
  return flowIssues(document, nodeCatalogue, await readFlowFacts(context));
}
