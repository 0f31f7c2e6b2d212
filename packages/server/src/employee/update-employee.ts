import type { Employee, UpdateEmployeeInput } from '@sista/shared/employee/employee.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { askingOf } from './asking.ts';

/** What work depends on makes a new version; a stale revision is refused with the current employee. */
export async function updateEmployee(context: Context, input: UpdateEmployeeInput): Promise<Employee> {
  const updated = await context.runtime.employees.update(askingOf(context), input);
  await recordAudit(context, 'employee.update', updated.id, { name: updated.name, version: updated.version });
  return updated;
}
