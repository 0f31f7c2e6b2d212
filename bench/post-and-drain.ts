import { setTimeout as wait } from 'node:timers/promises';
import { type Load, type LoadResult, postOrders } from './load.ts';
import type { Helper } from './processes.ts';
import type { SinkCount } from './sink.ts';

export type Drained = {
  accepted: LoadResult;
  /** Distinct orders that arrived at the sink. */
  delivered: number;
  repeated: number;
  /** Accepted and not delivered when it was given up. */
  missing: number;
  /** Delivered a second, from the first request to the last arrival. */
  perSecond: number;
  /** How many arrived while requests came in. */
  deliveredMeanwhile: number;
  /** From the last answer to the last arrival: how far delivery had fallen behind. */
  behindSeconds: number;
};

const distinct = ({ requests, repeated }: SinkCount) => requests - repeated;

/** Posts orders and waits until all of them have arrived, or none has for `patienceSeconds`. */
export async function postAndDrain(
  url: string,
  sink: Helper,
  load: Load,
  patienceSeconds = 20,
): Promise<Drained> {
  const before = await sink.ask<SinkCount>('count');
  const accepted = await postOrders(url, load);
  const meanwhile = await sink.ask<SinkCount>('count');
  const after = await settled(sink, distinct(before) + accepted.answered, patienceSeconds);
  const delivered = distinct(after) - distinct(before);
  return {
    accepted,
    delivered,
    repeated: after.repeated - before.repeated,
    missing: Math.max(0, accepted.answered - delivered),
    perSecond: delivered === 0 ? 0 : delivered / ((after.lastAt - accepted.startedAt) / 1_000),
    deliveredMeanwhile: distinct(meanwhile) - distinct(before),
    behindSeconds: Math.max(0, (after.lastAt - accepted.endedAt) / 1_000),
  };
}

// Requests that were cut off when the time was over may be delivered as well: they end the wait when they pause.
const pauseMs = 3_000;

/** The count when `wanted` distinct orders came and no more come, or when none has come for a while. */
async function settled(sink: Helper, wanted: number, patienceSeconds: number): Promise<SinkCount> {
  let since = Date.now();
  let known = 0;
  for (;;) {
    const now = await sink.ask<SinkCount>('count');
    if (now.requests > known) {
      known = now.requests;
      since = Date.now();
    }
    const enough = distinct(now) >= wanted ? pauseMs : patienceSeconds * 1_000;
    if (Date.now() - since > enough) return now;
    await wait(50);
  }
}
