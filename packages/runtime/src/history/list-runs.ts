import { toId } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import type { ListRunsQuery, RunSummary } from '@sista/shared/run/run.schema';
import type { Sql } from '../db/sql.ts';
import { findRuns, type LookBounds } from './find-runs.ts';
import { type RunViewRow, runViewColumns, runViewJoins, summaryOf } from './run-rows.ts';

/** One page looks at this many index entries, and searches this many payloads; the cursor goes on behind them. */
const bounds: LookBounds = { looked: 10_000, searched: 2_000 };

// The page is known by then: whatever is joined here is joined to a page of rows, never to the history.
const text = `select ${runViewColumns} from engine.run r ${runViewJoins}
  where r.id = any($1::uuid[]) and r.id between $2 and $3 order by r.id desc`;

/**
 * The newest runs first. `next` is the cursor of the following page: a run's id, below which nothing was looked at
 * yet. A filter that few runs fit may give a short or empty page with a cursor; null means that nothing older is left.
 */
export async function listRuns(
  sql: Sql,
  workspaceId: string,
  query: ListRunsQuery,
  most: LookBounds = bounds,
): Promise<Page<RunSummary>> {
  const { ids, next } = await findRuns(sql, workspaceId, query, most);
  const rows =
    ids.length === 0 ? [] : await sql.query<RunViewRow>('list-runs', text, [ids, ids.at(-1), ids[0]]);
  return { data: rows.map(summaryOf), next: next === null ? null : toId('run', next) };
}
