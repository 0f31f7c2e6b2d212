import { employeeBody, type ListEmployeeVersionsInput } from '@sista/shared/employee/employee.schema';
import { toId } from '@sista/shared/ids';
import { notFound, Refusal } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';

/** What an employee was before, newest first; the cursor is a version's number. */
export async function listVersions({ db }: Pick<Context, 'db'>, input: ListEmployeeVersionsInput) {
  const { id, limit, after } = input;
  if (after !== undefined && !/^\d{1,9}$/.test(after))
    throw new Refusal(
      'invalid_input',
      'after: This cursor is not one of ours. Take `next` of the page before.',
    );
  if (!(await db.employee.findFirst({ where: { id }, select: { id: true } })))
    throw notFound('employee', toId('employee', id));
  const rows = await db.employeeVersion.findMany({
    where: { employeeId: id, ...(after === undefined ? {} : { n: { lt: Number(after) } }) },
    orderBy: { n: 'desc' },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  return {
    data: page.map(({ n, by, note, at, body }) => ({
      n,
      by,
      note,
      at: at.toISOString(),
      body: employeeBody.parse(body),
    })),
    next: rows.length > limit ? String(page.at(-1)?.n) : null,
  };
}
