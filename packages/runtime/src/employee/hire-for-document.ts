import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { toId } from '@sista/shared/ids';
import { roleOfRef, type TemplateHire } from '@sista/shared/template/define-template';
import { sqlOf } from '../db/catalogue.ts';
import type { StoredEmployee } from './employee-view.ts';
import { employeeOfRole } from './find-employee.ts';
import { type HiredVia, hiredFact, insertEmployee } from './hire-employee.ts';
import type { Asking, Catalogue } from './verb-context.ts';

export type HiredForDocument = {
  /** With `emp_…` instead of `role:…`. */
  document: FlowDocument;
  hired: readonly StoredEmployee[];
  /** To be emitted last in the caller's transaction. */
  facts: readonly ReturnType<typeof hiredFact>[];
};

/**
 * Puts people into a document that names roles: whoever has the role already, else somebody newly hired, once per
 * role. `hires` says how a template names them. Refuses a role that is not in the catalogue.
 */
export async function hireForDocument(
  catalogue: Catalogue,
  asking: Asking & HiredVia,
  document: FlowDocument,
  hires: readonly TemplateHire[] = [],
): Promise<HiredForDocument> {
  const byRef = new Map<string, string>();
  const hired: StoredEmployee[] = [];
  for (const { config } of document.nodes) {
    const ref = config.employee;
    const role = roleOfRef(ref);
    if (role === undefined || byRef.has(`role:${role}`)) continue;
    let id = await employeeOfRole(sqlOf(catalogue), asking.workspaceId, role);
    if (id === undefined) {
      const hire = hires.find((wanted) => wanted.ref === ref);
      const employee = await insertEmployee(catalogue, asking, {
        role,
        ...(hire ? { name: hire.name, title: hire.title, tools: hire.tools.map((name) => ({ name })) } : {}),
      });
      hired.push(employee);
      id = employee.id;
    }
    byRef.set(`role:${role}`, toId('employee', id));
  }
  const nodes = document.nodes.map((node) => {
    const employee = byRef.get(String(node.config.employee));
    return employee === undefined ? node : { ...node, config: { ...node.config, employee } };
  });
  return {
    document: { ...document, nodes },
    hired,
    facts: hired.map((employee) => hiredFact(asking, employee)),
  };
}
