import { newUuid, toId } from '@sista/shared/ids';
import { type ListRunsQuery, listRunsInput } from '@sista/shared/run/run.schema';
import { type RunMode, type RunStatus, runModes, runStatuses } from '@sista/shared/run/run-status';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../db/open-pool.ts';
import type { SqlPool } from '../db/sql.ts';
import { silentLogger } from '../telemetry/logger.ts';
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts';
import { listRuns } from './list-runs.ts';

let database: FreshDatabase;
let sql: SqlPool;

beforeAll(async () => {
  database = await freshDatabase();
  sql = openPool({ url: database.url, room: 'test', size: 2, log: silentLogger });
});
afterAll(async () => {
  await sql.close();
  await database[Symbol.asyncDispose]();
});

type Run = { id: string; flowId: string; status: RunStatus; mode: RunMode; word: string };

const startMs = Date.now() - 3_600_000;
const noon = (n: number) => new Date(startMs + n * 1_000).toISOString();

async function workspaceWith(flowCount: number) {
  const workspaceId = newUuid();
  await sql.query('', 'insert into public.workspace (id, name, slug) values ($1, $2, $3)', [
    workspaceId,
    'Test',
    workspaceId,
  ]);
  const flowIds = Array.from({ length: flowCount }, () => newUuid());
  for (const id of flowIds)
    await sql.query(
      '',
      `insert into public.flow (id, workspace_id, name, status, revision, document, issues, created_by, updated_at)
       values ($1, $2, 'A flow', 'live', 1, '{}', '[]', 'test', now())`,
      [id, workspaceId],
    );
  return { workspaceId, flowIds };
}

/** Runs that wait have two timers each, or wait for a person and are among the problems. */
async function insertRuns(workspaceId: string, runs: readonly Run[]): Promise<void> {
  const column = <Key extends keyof Run>(key: Key) => runs.map((run) => run[key]);
  await sql.query(
    '',
    `with given as (
       select * from unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::smallint[], $6::text[]) as g (id, flow_id, status, mode, word)
     ), payload as (
       insert into engine.run_payload (run_id, kind, body) select id, 0, json_build_object('word', word) from given
     ), problem as (
       insert into engine.problem (subject, id, workspace_id, scope_id, status, code, at)
       select 0, id, $1, flow_id, status, 'test', now() from given where status in (5, 7) or (status = 2 and word = 'w5x')
     ), timer as (
       insert into engine.timer (owner_id, seq, kind, due_at, workspace_id)
       select id, n, 1, now(), $1 from given, generate_series(1, 2) n where status = 2 and word <> 'w5x'
     )
     insert into engine.run (id, workspace_id, flow_id, version_id, trigger, mode, status)
     select id, $1, flow_id, gen_random_uuid(), 0, mode, status from given`,
    [
      workspaceId,
      column('id'),
      column('flowId'),
      column('status').map((status) => runStatuses[status]),
      column('mode').map((mode) => runModes[mode]),
      column('word'),
    ],
  );
}

const bySecond = (n: number) => newUuid(startMs + n * 1_000);
const statuses = Object.keys(runStatuses) as RunStatus[];
const modes = Object.keys(runModes) as RunMode[];

/** All pages one after the other. Throws when the cursor does not move. */
async function readAll(
  workspaceId: string,
  query: Partial<ListRunsQuery>,
  most?: { looked: number; searched: number },
) {
  const pages: string[][] = [];
  for (let after: string | undefined; ; ) {
    const page = await listRuns(sql, workspaceId, { limit: 50, ...query, after }, most);
    pages.push(page.data.map(({ id }) => id));
    if (page.next === null) return pages;
    if (after !== undefined && page.next >= after) throw new Error('the cursor does not move');
    after = page.next;
  }
}

describe('a page of runs', () => {
  it('belongs to its query: whatever the filter and the bounds, the pages give each run that fits once', async () => {
    const { workspaceId, flowIds } = await workspaceWith(4);
    const stranger = await workspaceWith(1);
    const pick = <T>(from: readonly T[], n: number) => from[n % from.length] as T;
    // A busy flow, two quiet ones, and one without runs.
    const runs = Array.from({ length: 240 }, (_, n): Run => {
      const noise = (n * 7_919) % 1_009;
      return {
        id: bySecond(n),
        flowId: pick(flowIds, noise % 17 === 0 ? 1 : noise % 41 === 0 ? 2 : 0),
        status: noise % 2 === 0 ? pick([...statuses, 'failed', 'waiting'], noise >> 2) : 'succeeded',
        mode: pick(modes, noise >> 3),
        word: `w${noise % 11}x`,
      };
    });
    await insertRuns(workspaceId, runs);
    await insertRuns(
      stranger.workspaceId,
      runs.map((run) => ({ ...run, id: newUuid(), flowId: stranger.flowIds[0] as string })),
    );
    const second = fc.integer({ min: -5, max: 245 }).map(noon);
    const query = fc.record(
      {
        flowId: fc.constantFrom(...flowIds),
        status: fc.oneof(
          // Each has an index of its own; a mixture has none.
          fc.constantFrom<RunStatus[]>(['failed'], ['failed', 'quarantined'], ['waiting']),
          fc.constantFrom(...statuses),
          fc.subarray(statuses, { minLength: 1 }),
        ),
        mode: fc.constantFrom(...modes),
        since: second,
        until: second,
        q: fc.constantFrom('w3', 'W10X', 'nowhere', ' ', '%', toId('run', (runs[7] as Run).id)),
      },
      { requiredKeys: [] },
    );
    const bounds = fc.record({
      looked: fc.integer({ min: 1, max: 90 }),
      searched: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(query, fc.integer({ min: 1, max: 30 }), bounds, async (wanted, limit, most) => {
        const pages = await readAll(workspaceId, { ...wanted, limit }, most);
        expect(pages.every((page) => page.length <= limit)).toBe(true);
        expect(pages.flat()).toEqual(expected(runs, wanted));
      }),
      { numRuns: 150 },
    );
  });

  it('goes on behind a stretch in which nothing fits', async () => {
    const { workspaceId, flowIds } = await workspaceWith(1);
    const run = (n: number, status: RunStatus): Run => ({
      id: bySecond(n),
      flowId: flowIds[0] as string,
      status,
      mode: 'live',
      word: 'a',
    });
    const runs = [run(0, 'cancelled'), ...Array.from({ length: 400 }, (_, n) => run(n + 1, 'succeeded'))];
    await insertRuns(workspaceId, runs);
    const pages = await readAll(
      workspaceId,
      { status: 'cancelled', limit: 5 },
      { looked: 100, searched: 100 },
    );
    expect(pages.flat()).toEqual([toId('run', (runs[0] as Run).id)]);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages[0]).toEqual([]);
  });

  it('finds what failed and what waits without looking at what lies before it', async () => {
    const { workspaceId, flowIds } = await workspaceWith(1);
    const oldest = (['failed', 'waiting'] as const).map(
      (status, n): Run => ({
        id: bySecond(n),
        flowId: flowIds[0] as string,
        status,
        mode: 'live',
        word: 'a',
      }),
    );
    const newer = Array.from(
      { length: 60 },
      (_, n): Run => ({
        id: bySecond(n + 2),
        flowId: flowIds[0] as string,
        status: 'succeeded',
        mode: 'live',
        word: 'a',
      }),
    );
    await insertRuns(workspaceId, [...oldest, ...newer]);
    const least = { looked: 3, searched: 3 };
    for (const { id, status } of oldest) {
      const page = await listRuns(sql, workspaceId, { limit: 2, status }, least);
      expect(page).toMatchObject({ data: [{ id: toId('run', id), status }], next: null });
    }
  });

  it('refuses a cursor that is none', async () => {
    const query = listRunsInput.parse({ after: 'yesterday' });
    await expect(listRuns(sql, newUuid(), query)).rejects.toThrow(/"yesterday" is no cursor/);
  });
});

function expected(runs: readonly Run[], query: Partial<ListRunsQuery>): string[] {
  const q = (query.q ?? '').trim();
  return runs
    .filter((run, n) => {
      if (query.flowId !== undefined && run.flowId !== query.flowId) return false;
      if (query.status !== undefined && ![query.status].flat().includes(run.status)) return false;
      if (query.mode !== undefined && run.mode !== query.mode) return false;
      if (query.since !== undefined && noon(n) < query.since) return false;
      if (query.until !== undefined && noon(n) >= query.until) return false;
      return (
        q === '' || q === toId('run', run.id) || JSON.stringify({ word: run.word }).includes(q.toLowerCase())
      );
    })
    .map(({ id }) => toId('run', id))
    .reverse();
}
