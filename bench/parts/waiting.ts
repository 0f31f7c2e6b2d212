import { setTimeout as wait } from 'node:timers/promises';
import { createLogger, openDatabase, openQueue } from '@sista/runtime/db';
import { newUuid } from '@sista/shared/ids';
import { percentile } from '../figures.ts';
import { hopFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { postOrders } from '../load.ts';
import { definePart } from '../part.ts';
import { startHelper } from '../processes.ts';
import { liveFlows, withClient } from '../sql-client.ts';
import { newInstallation, type ServerProcess, startDatabase, startServer } from '../systems.ts';
import { decimal, milliseconds, table, whole } from '../table.ts';
import { fillWaiting } from './fill-history.ts';
import type { Hops } from './hop-sink.ts';

type Times = { p50: number; p99: number };
export type WaitingResult = { waiting: number; without: Times; with: Times; timers: number; lateness: Times };

const waiting = 100_000;
const fetches = 1_000;
const jobsAtOnce = 8;

/** What many waiting runs cost those that work: the time of a fetch from the queue, and how late timers are. */
export const waitingRuns = definePart<WaitingResult>({
  title: 'Waiting',
  async measure({ load }) {
    const database = await startDatabase();
    const installation = newInstallation(database.url);
    const sink = await startHelper('parts/hop-sink.ts');
    try {
      let server = await startServer(installation);
      const flow = hopFlow(`${sink.url}?fail=first`, 1, { retry: { attempts: 2, backoff: 'fixed' } });
      const { url } = await importLive(server, flow);
      const path = new URL(url).pathname;
      await server.stop();
      const without = await fetchTimes(database.url);
      await withClient(database.url, async (client) => {
        const [live] = await liveFlows(client);
        if (live) await fillWaiting(client, live, waiting);
      });
      const withMany = await fetchTimes(database.url);
      server = await startServer(installation);
      try {
        const late = await lateness(server, new URL(path, server.address).href, sink, load.seconds);
        return {
          waiting,
          without: timesOf(without),
          with: timesOf(withMany),
          timers: late.length,
          lateness: timesOf(late),
        };
      } finally {
        await server.stop();
      }
    } finally {
      await sink.stop();
      await database.stop();
    }
  },
  table: ({ waiting: count, without, with: withMany, timers, lateness: late }) =>
    table([
      ['Waiting', 'p50', 'p99'],
      ['fetch with 0 waiting runs', milliseconds(without.p50, 3), milliseconds(without.p99, 3)],
      [
        `fetch with ${whole(count)} waiting runs`,
        milliseconds(withMany.p50, 3),
        milliseconds(withMany.p99, 3),
      ],
      ['change', percent(withMany.p50 / without.p50 - 1), percent(withMany.p99 / without.p99 - 1)],
      [`lateness of ${whole(timers)} timers beside them`, milliseconds(late.p50), milliseconds(late.p99)],
    ]),
});

const percent = (share: number) => `${share > 0 ? '+' : ''}${decimal(share * 100)} %`;
const timesOf = (ms: readonly number[]): Times => ({ p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) });

/** Ms of fetches through the door of the queue, each with jobs to give; no server runs meanwhile. */
async function fetchTimes(url: string): Promise<number[]> {
  const database = openDatabase({ url, log: createLogger('error') });
  const queue = await openQueue(database.hot, (error) => console.error(error));
  const times: number[] = [];
  try {
    for (let n = 0; n < fetches; n += 1) {
      const ids = Array.from({ length: jobsAtOnce }, () => newUuid());
      await queue.insert(
        database.hot,
        'run',
        ids.map((id) => ({ id })),
      );
      const startedAt = performance.now();
      const jobs = await queue.fetch('run', jobsAtOnce);
      times.push(performance.now() - startedAt);
      if (jobs.length !== jobsAtOnce) throw new Error(`A fetch gave ${jobs.length} of ${jobsAtOnce} jobs.`);
      await queue.remove(database.hot, 'run', ids);
    }
  } finally {
    await queue.stop();
    await database.close();
  }
  // The first ones prepare the statements.
  return times.slice(fetches / 10);
}

// A retry waits for a timer: its row says when it was due, and the receiver when the request came.
const dueText = `
  select p.body->'body'->>'order' as "order", extract(epoch from a.next_at)::float8 * 1000 as "dueAt"
  from engine.step_attempt a join engine.run_payload p on p.run_id = a.run_id and p.kind = 0
  where a.run_id >= engine.uuid_floor($1)`;

/** By how many ms requests came after the moment at which their timer was due. */
async function lateness(
  server: ServerProcess,
  url: string,
  sink: Awaited<ReturnType<typeof startHelper>>,
  seconds: number,
): Promise<number[]> {
  const { startedAt } = await postOrders(url, { connections: 5, seconds, rate: 50 });
  // The last retry is due a few seconds after the last order.
  await wait(8_000);
  const hops = await sink.ask<Hops>('hops');
  const { rows } = await withClient(server.databaseUrl, (client) =>
    client.query<{ order: string; dueAt: number }>(dueText, [new Date(startedAt)]),
  );
  const late = rows.flatMap(({ order, dueAt }) => {
    const second = hops[order]?.[1];
    return second ? [second.arrivedAt - dueAt] : [];
  });
  if (late.length < rows.length) throw new Error(`${rows.length - late.length} timers have not fired.`);
  return late;
}
