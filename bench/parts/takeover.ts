import { type Spread, spreadOf } from '../figures.ts';
import { hopFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { definePart } from '../part.ts';
import { type Helper, startHelper, until } from '../processes.ts';
import { newInstallation, startDatabase, startServer } from '../systems.ts';
import { seconds, table } from '../table.ts';
import type { Hops } from './hop-sink.ts';

export type TakeoverResult = {
  /** Seconds from `kill -9` of one of two processes until the other continues its run. */
  ofTwo: Spread;
  /** Of the only process: seconds from `kill -9` until the run continues in the one that was started at once, */
  restarted: Spread;
  /** and of them those after it was ready; 0 when it continued before. */
  afterReady: Spread;
};

/** Kills the process that executes a run in the middle of a request, and waits for the request to come again. */
export const takeover = definePart<TakeoverResult>({
  title: 'Takeover',
  async measure({ rounds }) {
    const two: number[] = [];
    const one: Restart[] = [];
    for (let n = 0; n < rounds; n += 1) {
      two.push((await killOnce(true)).seconds);
      one.push(await killOnce(false));
    }
    return {
      ofTwo: spreadOf(two),
      restarted: spreadOf(one.map((restart) => restart.seconds)),
      afterReady: spreadOf(one.map((restart) => restart.afterReady)),
    };
  },
  table({ ofTwo, restarted, afterReady }) {
    const row = (name: string, { median, least, most }: Spread) => [
      name,
      seconds(median),
      seconds(least),
      seconds(most),
    ];
    return table([
      ['After kill -9, until its run continues', 'median', 'least', 'most'],
      row('one of two processes was killed', ofTwo),
      row('the only process was killed and started again', restarted),
      row('of that, after it was ready', afterReady),
    ]);
  },
});

type Restart = { seconds: number; afterReady: number };

async function killOnce(withSecond: boolean): Promise<Restart> {
  const database = await startDatabase();
  const installation = newInstallation(database.url);
  const sink = await startHelper('parts/hop-sink.ts');
  try {
    const first = await startServer(installation);
    const { url } = await importLive(first, hopFlow(`${sink.url}?hold=first`, 1));
    const body = JSON.stringify({ order: 'held', total: 250 });
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await arrival(sink, 0);
    const standby = withSecond ? await startServer(installation) : undefined;
    const killedAt = Date.now();
    await first.kill();
    const second = standby ?? (await startServer(installation));
    const readyAt = Date.now();
    const continuedAt = await arrival(sink, 1);
    await second.stop();
    return {
      seconds: (continuedAt - killedAt) / 1_000,
      afterReady: Math.max(0, continuedAt - readyAt) / 1_000,
    };
  } finally {
    await sink.stop();
    await database.stop();
  }
}

/** When the held order's request number `n` came, in ms since the epoch. */
const arrival = (sink: Helper, n: number) =>
  until('a request of the run', 120_000, async () => (await sink.ask<Hops>('look')).held?.[n]?.arrivedAt);
