import type { CaptureSummary, ListCapturesQuery } from '@sista/shared/capture/capture.schema';
import { captureOutcomes } from '@sista/shared/capture/capture-outcome';
import { fromId, toId } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import { Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import { hasRun, type StoredSummary, summaryColumns, toSummary } from './capture-row.ts';

/** How many requests one page looks through for those that a filter wants; the cursor goes on behind them. */
const mostScanned = 5_000;

const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * The newest first, of triggers and of waiting steps; `scanned` is bounded, so a rare outcome costs several quick
 * pages and never a long one.
 */
const text = `
  with scanned as (
    select ${summaryColumns}
    from (
      select id, flow_id from public.ingress
      where workspace_id = $1 and ($2::uuid is null or flow_id = $2) and $10::text is distinct from 'step'
      union all
      select id, id from public.flow
      where workspace_id = $1 and ($2::uuid is null or id = $2) and $10::text is distinct from 'trigger'
    ) as place (id, flow_id)
    join public.flow f on f.id = place.flow_id
    cross join lateral (
      select * from engine.capture
      where ingress_id = place.id and id < $3 and id >= engine.uuid_floor(coalesce($4::timestamptz, 'epoch'))
      order by id desc limit $5
    ) c
    order by c.id desc limit $5
  ), seen as (
    select count(*)::int as n, (array_agg(id order by id))[1] as lowest from scanned
  ), wanted as (
    select * from scanned
    where ($6::smallint is null or outcome = $6)
      and ($7::text is null or reason = $7)
      and ($8::text is null or position(lower($8) in lower(concat_ws(' ',
            meta->>'title', meta->>'externalId', meta->>'eventType', remote))) > 0)
    order by id desc limit $9
  )
  select s.n as scanned, s.lowest, w.*, ${hasRun('w')}
  from seen s left join wanted w on true
  order by w.id desc`;

type Row = Omit<StoredSummary, 'id'> & { id: string | null; scanned: number; lowest: string | null };

/** A page of Received, newest first. `next` is null where nothing older is left. */
export async function listCaptures(
  sql: Sql,
  workspaceId: string,
  query: ListCapturesQuery,
): Promise<Page<CaptureSummary>> {
  const filtered = query.outcome !== undefined || query.reason !== undefined || query.q !== undefined;
  const scan = filtered ? mostScanned : query.limit + 1;
  const rows = await sql.query<Row>('list-captures', text, [
    workspaceId,
    query.flowId ?? null,
    cursorOf(query),
    query.since ?? null,
    scan,
    query.outcome === undefined ? null : captureOutcomes[query.outcome],
    query.reason ?? null,
    query.q || null,
    query.limit + 1,
    query.to ?? null,
  ]);
  const found = rows.filter((row): row is Row & { id: string } => row.id !== null);
  const page = found.slice(0, query.limit);
  return { data: page.map(toSummary), next: nextCursor(found, page, rows[0], scan) };
}

function nextCursor(
  found: readonly Row[],
  page: readonly Row[],
  first: Row | undefined,
  scan: number,
): string | null {
  const last = page.at(-1)?.id;
  if (found.length > page.length && last) return toId('capture', last);
  const looked = first?.scanned ?? 0;
  return looked >= scan && first?.lowest ? toId('capture', first.lowest) : null;
}

/** The id below which the page begins: behind the cursor, or before `until`. */
function cursorOf({ after, until }: ListCapturesQuery): string {
  const behind = after === undefined ? highest : fromId('capture', after);
  if (behind === undefined)
    throw new Refusal(
      'invalid_input',
      'after: this is no cursor of a list of captures. Take it from "next".',
    );
  const before = until === undefined ? highest : floorOf(Date.parse(until));
  return [before, behind].sort()[0] ?? highest;
}

/** The lowest UUIDv7 of a millisecond. */
function floorOf(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
