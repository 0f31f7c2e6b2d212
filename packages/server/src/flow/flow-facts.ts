import type { FlowDocument, FlowIssue } from '@sista/shared/flow/flow.schema';
import { type FlowFacts, flowIssues } from '@sista/shared/flow/flow-issues';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import { toId } from '@sista/shared/ids';
import { nodeDefinitions } from '@sista/shared/nodes';
import type { Context } from '../trpc/request-context.ts';

/** All node types of this release. */
export const nodeCatalogue: NodeCatalogue = new Map(Object.entries(nodeDefinitions));

/** What only the workspace knows about a document: its credentials and employees. */
export async function readFlowFacts({ db }: Pick<Context, 'db'>): Promise<FlowFacts> {
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
  };
}

/** All that is wrong with a document in this workspace. */
export async function findIssues(context: Pick<Context, 'db'>, document: FlowDocument): Promise<FlowIssue[]> {
  return flowIssues(document, nodeCatalogue, await readFlowFacts(context));
}
