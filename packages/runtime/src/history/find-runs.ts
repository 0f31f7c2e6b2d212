import { fromId, toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { ListRunsQuery } from '@sista/shared/run/run.schema';
import { runModes, runStatuses, runTriggers } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import { looks, type Source } from './look-sql.ts';

/** How many index entries one page may look at, and at how many of them when it has to read payloads. */
export type LookBounds = { looked: number; searched: number };

/** Ids of a page, newest first; `next`: everything from there upwards was looked at, null when nothing is left. */
export type FoundRuns = { ids: string[]; next: string | null };

type Look = { ids: string[]; edge: string | null; seen: Record<string, number> | null };
/** `below` is excluded, `from` included. */
type Span = { below: string; from: string };

const lowest = '00000000-0000-0000-0000-000000000000';
const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Walks an index from the newest run down until the page is full or `most` entries were looked at. It looks in rounds
 * that grow, so a filter that most runs fit costs a few index entries and one that few fit a bounded number.
 */
export async function findRuns(
  sql: Sql,
  workspaceId: string,
  query: ListRunsQuery,
  most: LookBounds,
): Promise<FoundRuns> {
  const source = sourceOf(query);
  const pattern = patternOf(query);
  const span = spanOf(query);
  const seen = await flowsToWalk(sql, workspaceId, query, source);
  if (seen.size === 0) return { ids: [], next: null };
  const bound = isPlain(query) ? Number.POSITIVE_INFINITY : pattern === null ? most.looked : most.searched;
  const ids: string[] = [];
  // Where everything fits, a page of each flow is enough at once, whoever of them runs most.
  let round = (query.limit + 1) * (isPlain(query) ? seen.size : 4);
  for (let looked = 0; ; looked += round, round *= 4) {
    round = Math.min(round, Math.max(bound - looked, query.limit + 1));
    const size = round;
    const sizes = [...sharesBy(seen).values()].map((share) => Math.ceil(share * size) + 1);
    const values = [
      ...(source === 'runs' ? [[...seen.keys()], sizes] : [query.flowId ?? null, size]),
      ...[span.below, span.from, query.limit + 1 - ids.length],
      ...[workspaceId, ...conditionsOf(query), pattern],
      ...(source === 'runs' ? [Math.max(...sizes)] : []),
    ];
    // Without a name, so that it is planned for these values: a plan for any values walks the wrong index.
    const [look] = await sql.query<Look>('', looks[source], values);
    ids.push(...(look?.ids ?? []));
    if (ids.length > query.limit)
      return { ids: ids.slice(0, query.limit), next: ids[query.limit - 1] ?? null };
    if (!look || look.edge === null) return { ids, next: null };
    if (looked + round >= bound) return { ids, next: look.edge };
    span.below = look.edge;
    for (const [id, count] of Object.entries(look.seen ?? {})) seen.set(id, (seen.get(id) ?? 0) + count);
  }
}

/** What ended badly and what waits has an index of its own. Others are looked for among the newest. */
function sourceOf({ status }: ListRunsQuery): Source {
  const statuses = [status ?? []].flat();
  if (statuses.length === 0) return 'runs';
  if (statuses.every((one) => one === 'failed' || one === 'quarantined')) return 'problems';
  return statuses.every((one) => one === 'waiting') ? 'waits' : 'runs';
}

/** The flows whose runs are walked, each with the number of its runs that were seen so far. */
async function flowsToWalk(
  sql: Sql,
  workspaceId: string,
  query: ListRunsQuery,
  source: Source,
): Promise<Map<string, number>> {
  if (source !== 'runs') return new Map([[workspaceId, 0]]);
  const rows = await sql.query<{ id: string }>(
    'flows-of-runs',
    'select id from public.flow where workspace_id = $1 and ($2::uuid is null or id = $2)',
    [workspaceId, query.flowId ?? null],
  );
  return new Map(rows.map(({ id }) => [id, 0]));
}

/**
 * A round ends where the first flow ran out of its share, so a busy flow gets more of the next one. Half of a round is
 * divided evenly: a flow that was quiet until here may be busy further down.
 */
function sharesBy(seen: ReadonlyMap<string, number>): Map<string, number> {
  const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
  return new Map(
    [...seen].map(([id, count]) => [
      id,
      0.5 / seen.size + 0.5 * (total === 0 ? 1 / seen.size : count / total),
    ]),
  );
}

const isPlain = ({ status, trigger, mode, q }: ListRunsQuery) =>
  status === undefined && trigger === undefined && mode === undefined && (q ?? '').trim() === '';

function conditionsOf({ status, trigger, mode }: ListRunsQuery): unknown[] {
  return [
    status === undefined ? null : [status].flat().map((one) => runStatuses[one]),
    trigger === undefined ? null : runTriggers[trigger],
    mode === undefined ? null : runModes[mode],
  ];
}

const searchOf = ({ q }: ListRunsQuery) => (q ?? '').trim();

function patternOf(query: ListRunsQuery): string | null {
  const q = searchOf(query);
  if (q === '' || fromId('run', q) !== undefined) return null;
  return `%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

function spanOf(query: ListRunsQuery): Span {
  const { after, since, until } = query;
  const below = [
    after === undefined ? highest : cursorOf(after),
    until === undefined ? highest : floorOf(until),
  ];
  const from = [lowest, since === undefined ? lowest : floorOf(since)];
  const searched = fromId('run', searchOf(query));
  if (searched !== undefined) {
    from.push(searched);
    below.push(idAfter(searched));
  }
  return { below: below.sort()[0] ?? highest, from: from.sort().at(-1) ?? lowest };
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

/** The lowest UUIDv7 of a millisecond. */
const floorOf = (iso: string) => dashed(BigInt(Date.parse(iso)) << 80n);
const idAfter = (id: string) => dashed(BigInt(`0x${id.replaceAll('-', '')}`) + 1n);

function dashed(bits: bigint): string {
  const hex = bits.toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
