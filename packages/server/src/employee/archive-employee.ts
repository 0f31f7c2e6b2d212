import type { Employee } from '@sista/shared/employee/employee.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { askingOf } from './asking.ts';

/** New tasks fail with `employee_archived`; the history stays. */
export async function archiveEmployee(context: Context, { id }: { id: string }): Promise<Employee> {
  const archived = await context.runtime.employees.archive(askingOf(context), id);
  await recordAudit(context, 'employee.archive', archived.id, { name: archived.name });
  return archived;
}
