import type { Employee, HireEmployeeInput } from '@sista/shared/employee/employee.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { askingOf } from './asking.ts';

/** Hires from the role catalogue; what is not said comes from the role. */
export async function hireEmployee(context: Context, input: HireEmployeeInput): Promise<Employee> {
  const via = context.actor.kind === 'key' ? 'api' : 'person';
  const hired = await context.runtime.employees.hire({ ...askingOf(context), via }, input);
  await recordAudit(context, 'employee.hire', hired.id, { name: hired.name, role: hired.role });
  return hired;
}
