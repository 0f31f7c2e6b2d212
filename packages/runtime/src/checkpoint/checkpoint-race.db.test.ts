import { newUuid } from '@sista/shared/ids';
import { expect, it } from 'vitest';
import { openDatabase } from '../db/database.ts';
import { createLogger } from '../telemetry/logger.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import type { Checkpoint, CheckpointStep } from './checkpoint.ts';
import { writeCheckpoints } from './checkpoint-sql.ts';

const workspaceId = newUuid();

function finished(seq: number): CheckpointStep {
  const times = { startedAtMs: Date.now(), endedAtMs: Date.now() };
  const nothing = { path: '', wait: null, effect: null, input: null, error: null, meta: null };
  const texts = { hasStoredInput: true, inputText: null, outputText: null };
  return {
    ...{ ...times, ...nothing, ...texts },
    seq,
    nodeId: `n${seq}`,
    status: 'succeeded',
    attempt: 1,
    port: 'out',
    output: 1,
  };
}

/** The first step of the run has ended and a second one too. */
function checkpointOf(runId: string, parkedAtWakes: number | null): Checkpoint {
  const nothing = { attempts: [], timers: [], logs: [], sends: [], facts: [], problem: null };
  return {
    ...{ runId, workspaceId, flowId: workspaceId, lane: 'run', requeue: null, bytes: 0, ...nothing },
    ...{
      epochSeen: 1,
      rowSeen: null,
      epochAfter: 1,
      stepsSeen: 1,
      stepsAfter: 2,
      startedAtMs: Date.now(),
      endedAtMs: null,
    },
    status: parkedAtWakes === null ? 'running' : 'waiting',
    parkedAtWakes,
    newSteps: [finished(2)],
    changedSteps: [finished(1)],
  };
}

it('frees the jobs of its neighbours when one run of the batch is woken, and when a job is touched', async () => {
  await using fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, log: createLogger('silent') });
  const say = <Row>(text: string, values: unknown[] = []) => database.spare.query<Row>('', text, values);
  for (const touched of [false, true]) {
    const ids = [newUuid(), newUuid(), newUuid()] as const;
    for (const id of ids) {
      await say(
        `insert into engine.run (id, workspace_id, flow_id, version_id, trigger, status, epoch, steps)
         values ($1, $2, $2, $2, 0, 1, 1, 1)`,
        [id, workspaceId],
      );
      await say(
        `insert into engine.step (run_id, seq, node_id, status, started_at) values ($1, 1, 'n1', 0, now())`,
        [id],
      );
      await say(`insert into pgboss.job (id, name, state) values ($1, 'run', 'active')`, [id]);
      await say(
        `insert into engine.timer (owner_id, seq, kind, due_at, workspace_id) values ($1, 1, 0, now(), $1)`,
        [id],
      );
    }
    const batch = ids.map((id) => ({
      ...checkpointOf(id, null),
      status: 'succeeded' as const,
      endedAtMs: Date.now(),
    }));
    const connection = database.pinned('checkpoint');
    const written = await database.hot.transaction(async (sql) => {
      if (touched) await sql.query('', 'update pgboss.job set heartbeat_on = now() where id = $1', [ids[1]]);
      else await sql.query('', 'update engine.run set wakes = wakes + 1 where id = $1', [ids[1]]);
      const writing = connection.transaction((commit) => writeCheckpoints(commit, batch, Date.now()));
      for (let waits = false; !waits; ) {
        const [row] = await say<{ n: number }>(
          `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        waits = (row?.n ?? 0) > 0;
      }
      return { writing };
    });
    expect(await written.writing).toEqual(new Set(ids));
    expect(await say('select id from pgboss.job where id = any($1)', [[...ids]])).toEqual([]);
    expect(await say('select owner_id from engine.timer where owner_id = any($1)', [[...ids]])).toEqual([]);
    await connection.close();
  }
  await database.close();
});

it('keeps what its neighbours did when one run of the batch is woken while it parks', async () => {
  await using fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, log: createLogger('silent') });
  const say = <Row>(text: string, values: unknown[] = []) => database.spare.query<Row>('', text, values);
  const [first, parking, last] = [newUuid(), newUuid(), newUuid()] as const;
  for (const id of [first, parking, last]) {
    await say(
      `insert into engine.run (id, workspace_id, flow_id, version_id, trigger, status, epoch, steps)
       values ($1, $2, $2, $2, 0, 1, 1, 1)`,
      [id, workspaceId],
    );
    await say(
      `insert into engine.step (run_id, seq, node_id, status, started_at) values ($1, 1, 'n1', 0, now())`,
      [id],
    );
  }
  const batch = [checkpointOf(first, null), checkpointOf(parking, 0), checkpointOf(last, null)];
  const connection = database.pinned('checkpoint');
  const written = await database.hot.transaction(async (sql) => {
    await sql.query('', 'update engine.run set wakes = wakes + 1 where id = $1', [parking]);
    const writing = connection.transaction((commit) => writeCheckpoints(commit, batch, Date.now()));
    // The batch waits for the row that is being woken, and only then the wake commits.
    for (let waits = false; !waits; ) {
      const [row] = await say<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      waits = (row?.n ?? 0) > 0;
    }
    return { writing };
  });
  expect(await written.writing).toEqual(new Set([first, last]));
  const steps = await say('select run_id, seq, status from engine.step order by run_id, seq');
  expect(steps).toEqual([
    { run_id: first, seq: 1, status: 3 },
    { run_id: first, seq: 2, status: 3 },
    { run_id: parking, seq: 1, status: 0 },
    { run_id: last, seq: 1, status: 3 },
    { run_id: last, seq: 2, status: 3 },
  ]);
  await connection.close();
  await database.close();
});
