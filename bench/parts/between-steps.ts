import { median, percentile } from '../figures.ts';
import { hopFlow, pureFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { postOrders, warmUp } from '../load.ts';
import { measureCommits } from '../machine.ts';
import { definePart } from '../part.ts';
import { startHelper } from '../processes.ts';
import { withClient } from '../sql-client.ts';
import { type ServerProcess, withServer } from '../systems.ts';
import { milliseconds, table } from '../table.ts';
import type { Hops } from './hop-sink.ts';

export type BetweenStepsResult = {
  /** Ms from step to step without effect, by the length of whole runs. */
  pureMs: number;
  /** Ms from an answer to the next request as the receiver sees them: our time, one commit, and the network. */
  gapP50: number;
  gapP99: number;
  /** Ms of a commit of one connection at that time. */
  commitMs: number;
};

const pureSteps = 50;
const requests = 5;

/** What lies between two steps of one run, while nothing else happens. */
export const betweenSteps = definePart<BetweenStepsResult>({
  title: 'Between steps',
  measure: ({ load }) =>
    withServer(async (server) => {
      const short = await meanLength(server, 1, load.seconds);
      const long = await meanLength(server, pureSteps, load.seconds);
      const gaps = await measureGaps(server, load.seconds);
      return {
        pureMs: (long - short) / (pureSteps - 1),
        gapP50: median(gaps),
        gapP99: percentile(gaps, 0.99),
        commitMs: 1_000 / (await measureCommits(server.databaseUrl, 1, 2_000)),
      };
    }),
  table: ({ pureMs, gapP50, gapP99, commitMs: commit }) =>
    table([
      ['Between steps', 'value'],
      ['from one step without effect to the next', milliseconds(pureMs, 3)],
      ['from the answer of one request to the next request, p50', milliseconds(gapP50, 2)],
      ['the same, p99', milliseconds(gapP99, 2)],
      ['of it the commit between them, as one connection commits', milliseconds(commit, 2)],
      ['our own time between two effects, p50', milliseconds(gapP50 - commit, 2)],
    ]),
});

/** One run after the other: on one connection, and slower than a run takes. */
const calm = (seconds: number) => ({ connections: 1, seconds, rate: 20 });

const lengthText = `select avg(extract(epoch from ended_at - started_at))::float8 * 1000 as ms from engine.run
  where id >= engine.uuid_floor($1) and ended_at is not null`;

/** The mean length in ms of runs of so many steps without effect. */
async function meanLength(server: ServerProcess, steps: number, seconds: number): Promise<number> {
  const { url } = await importLive(server, pureFlow(steps));
  await warmUp(url, calm(seconds));
  const { startedAt } = await postOrders(url, calm(seconds));
  const { rows } = await withClient(server.databaseUrl, (client) =>
    client.query<{ ms: number }>(lengthText, [new Date(startedAt)]),
  );
  return rows[0]?.ms ?? Number.NaN;
}

async function measureGaps(server: ServerProcess, seconds: number): Promise<number[]> {
  const sink = await startHelper('parts/hop-sink.ts');
  try {
    const { url } = await importLive(server, hopFlow(sink.url, requests));
    await warmUp(url, calm(seconds));
    await sink.ask<Hops>('hops');
    await postOrders(url, calm(seconds));
    const hops = Object.values(await sink.ask<Hops>('hops'));
    return hops.flatMap((run) =>
      run.slice(1).map((hop, n) => hop.arrivedAt - (run[n]?.answeredAt ?? Number.NaN)),
    );
  } finally {
    await sink.stop();
  }
}
