import { fromId } from '@sista/shared/ids';
import type { ChaosDatabase } from './database.ts';

/** What the database says about the runs of one round. Ids are UUIDs. */
export type Books = {
  runs: readonly BookedRun[];
  steps: readonly BookedStep[];
  deliveries: readonly BookedDelivery[];
  /** Of the runs above: queue jobs and timers that are left. */
  jobs: readonly { id: string; state: string }[];
  timers: readonly { id: string; seq: number; kind: number }[];
};
export type BookedRun = {
  id: string;
  flow_id: string;
  status: number;
  steps: number;
  epoch: number;
  /** The number that its sender gave it. */
  n: string;
};
export type BookedStep = {
  run_id: string;
  seq: number;
  node_id: string;
  path: string;
  status: number;
  attempt: number;
  effect: number | null;
  port: string | null;
  code: string | null;
  /** Attempts that were followed by another. */
  past: number;
};
export type BookedDelivery = {
  id: string;
  event_id: string;
  run_id: string;
  seq: number;
  status: number;
  attempts: number;
  /** Rows in the list of what is due. */
  due: number;
  /** The outcomes of its attempts, in order. */
  outcomes: number[];
};

/** Runs of rounds that began at or after `since`, ms since the epoch; younger ids need not be looked at. */
const runsOfRound = `
  select r.id, r.flow_id, r.status, r.steps, r.epoch, p.body #>> '{body,n}' as n
  from engine.run r join engine.run_payload p on p.run_id = r.id and p.kind = 0 and p.run_id >= engine.uuid_floor($1)
  where r.id >= engine.uuid_floor($1) and p.body #>> '{body,round}' = $2`;

export async function readBooks({ ask }: ChaosDatabase, since: number, round: number): Promise<Books> {
  const from = new Date(since);
  const runs = await ask<BookedRun>(runsOfRound, [from, String(round)]);
  const ids = runs.map(({ id }) => id);
  const steps = await ask<BookedStep>(
    `select s.run_id, s.seq, s.node_id, s.path, s.status, s.attempt, s.effect, s.port, s.error ->> 'code' as code,
       (select count(*)::int from engine.step_attempt a where a.run_id = s.run_id and a.seq = s.seq) as past
     from engine.step s where s.run_id = any($1::uuid[]) order by s.run_id, s.seq`,
    [ids],
  );
  const deliveries = await ask<BookedDelivery>(
    `select d.id, d.event_id, d.run_id, d.seq, d.status, d.attempts,
       (select count(*)::int from engine.delivery_due u where u.endpoint_id = d.endpoint_id and u.delivery_id = d.id) as due,
       coalesce((select array_agg(a.outcome order by a.n) from engine.delivery_attempt a where a.delivery_id = d.id), '{}')
         as outcomes
     from engine.delivery d where d.id >= engine.uuid_floor($2) and d.run_id = any($1::uuid[])`,
    [ids, from],
  );
  const jobs = await ask<{ id: string; state: string }>(
    `select id, state::text from pgboss.job where id = any($1::uuid[]) and name in ('run', 'ai')`,
    [ids],
  );
  const timers = await ask<{ id: string; seq: number; kind: number }>(
    'select owner_id as id, seq, kind from engine.timer where owner_id = any($1::uuid[]) and kind < 10',
    [ids],
  );
  return { runs, steps, deliveries, jobs, timers };
}

export type OpenWork = { round: number; what: string; id: string };

/** What is not over yet, of rounds that began at or after `since`: runs, and deliveries that could leave now. */
export async function readOpenWork({ ask }: ChaosDatabase, since: number): Promise<OpenWork[]> {
  return ask<OpenWork>(
    `with mine as (
       select r.id, r.status, (p.body #>> '{body,round}')::int as round
       from engine.run r join engine.run_payload p on p.run_id = r.id and p.kind = 0 and p.run_id >= engine.uuid_floor($1)
       where r.id >= engine.uuid_floor($1)
     )
     select round, 'run' as what, id::text from mine where status < 4
     union all
     select m.round, 'delivery', d.id::text from mine m join engine.delivery d on d.run_id = m.id
     where d.id >= engine.uuid_floor($1) and d.status < 4
       and (d.status = 1 or exists (select from engine.delivery_due u
         where u.endpoint_id = d.endpoint_id and u.delivery_id = d.id and u.due_at <= clock_timestamp()))
       and not exists (select from engine.endpoint_state s
         where s.endpoint_id = d.endpoint_id and greatest(s.open_until, s.paused_until) > clock_timestamp())`,
    [new Date(since)],
  );
}

/** Queue jobs that nobody will take up any more: their run or line would stand still for ever. */
export async function readDeadJobs({ ask }: ChaosDatabase): Promise<string[]> {
  const rows = await ask<{ name: string; id: string; state: string; retry_count: number }>(
    `select name, id, state::text, retry_count from pgboss.job where state in ('failed', 'cancelled') or name = 'run.dead'`,
  );
  return rows.map(
    ({ name, id, state, retry_count }) => `the job ${id} of ${name} is ${state} after ${retry_count} retries`,
  );
}

/** `run_…` as the database has it. */
export function uuidOf(prefix: 'run' | 'event', id: string): string {
  return fromId(prefix, id) ?? `not an id: ${id}`;
}
