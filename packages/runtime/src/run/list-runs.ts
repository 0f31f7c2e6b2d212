import { fromId, toId } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import { Refusal } from '@sista/shared/refusal';
import type { ListRunsQuery, RunSummary } from '@sista/shared/run/run.schema';
import { runModes, runStatuses, runTriggers } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import { type RunViewRow, runViewColumns, runViewJoins, summaryOf } from './run-rows.ts';

/** The newest runs first. The cursor is the id of the last run of the page before. */
export async function listRuns(
  sql: Sql,
  workspaceId: string,
  query: ListRunsQuery,
): Promise<Page<RunSummary>> {
  const values: unknown[] = [workspaceId, query.limit + 1];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = conditionsOf(query, bind);
  const flow = query.flowId === undefined ? '' : `and f.id = ${bind(query.flowId)}`;
  // One index walk a flow, newest first: a page costs the same however many runs there are.
  const text = `with page as (
      select r.id from public.flow f cross join lateral (
        select r.id from engine.run r where r.flow_id = f.id ${conditions.map((each) => `and ${each}`).join(' ')}
        order by r.id desc limit $2) r
      where f.workspace_id = $1 ${flow} order by r.id desc limit $2)
    select ${runViewColumns} from page join engine.run r on r.id = page.id ${runViewJoins} order by r.id desc`;
  const rows = await sql.query<RunViewRow>('', text, values);
  const data = rows.slice(0, query.limit).map(summaryOf);
  return { data, next: rows.length > query.limit ? (data.at(-1)?.id ?? null) : null };
}

function conditionsOf(query: ListRunsQuery, bind: (value: unknown) => string): string[] {
  const conditions: string[] = [];
  if (query.after !== undefined) conditions.push(`r.id < ${bind(cursorOf(query.after))}`);
  if (query.since !== undefined)
    conditions.push(`r.id >= engine.uuid_floor(${bind(new Date(query.since))}::timestamptz)`);
  if (query.until !== undefined)
    conditions.push(`r.id < engine.uuid_floor(${bind(new Date(query.until))}::timestamptz)`);
  if (query.status !== undefined) {
    const statuses = [query.status].flat().map((status) => runStatuses[status]);
    conditions.push(`r.status = any(${bind(statuses)}::smallint[])`);
  }
  if (query.trigger !== undefined) conditions.push(`r.trigger = ${bind(runTriggers[query.trigger])}`);
  if (query.mode !== undefined) conditions.push(`r.mode = ${bind(runModes[query.mode])}`);
  if (query.q !== undefined && query.q.trim() !== '') conditions.push(searchOf(query.q.trim(), bind));
  return conditions;
}

function searchOf(q: string, bind: (value: unknown) => string): string {
  const runId = fromId('run', q);
  if (runId !== undefined) return `r.id = ${bind(runId)}`;
  const pattern = bind(`%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
  return `(exists (select from engine.run_payload p where p.run_id = r.id and p.kind = 0 and p.body::text ilike ${pattern})
    or exists (select from engine.capture c where c.id = coalesce(r.capture_id, r.id) and c.meta->>'title' ilike ${pattern}))`;
}

function cursorOf(after: string): string {
  const id = fromId('run', after);
  if (id === undefined)
    throw new Refusal(
      'invalid_input',
      `after: "${after}" is no cursor. Use the "next" of the page before, such as ${toId('run', '01890000-0000-7000-8000-000000000000')}.`,
    );
  return id;
}
