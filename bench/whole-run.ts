import { setTimeout as wait } from 'node:timers/promises';
import { importLive, wholeFlow } from './live-flow.ts';
import { type Load, type LoadResult, postOrders } from './load.ts';
import { type ServerProcess, startHelper } from './processes.ts';
import type { SinkCount } from './sink.ts';

export type WholeRunResult = {
  accepted: LoadResult;
  /** Distinct deliveries that arrived. */
  delivered: number;
  repeated: number;
  /** Accepted and not delivered when it was given up, `patienceSeconds` after the last arrival. */
  missing: number;
  /** Whole runs a second, from the first request to the last delivery. */
  perSecond: number;
  /** From the last 202 to the last delivery: how far delivery had fallen behind. */
  behindSeconds: number;
};

const patienceSeconds = 20;

/** Webhook, branch, signed webhook: from the first request to the last delivery at a receiver in another process. */
export async function measureWholeRuns(server: ServerProcess, load: Load): Promise<WholeRunResult> {
  const sink = await startHelper('sink.ts');
  try {
    const url = await importLive(server, wholeFlow(sink.url));
    const warm = await postOrders(url, { ...load, seconds: Math.min(3, load.seconds) });
    const before = await settled(() => sink.ask<SinkCount>('count'), warm.answered);
    const accepted = await postOrders(url, load);
    const after = await settled(
      () => sink.ask<SinkCount>('count'),
      before.requests - before.repeated + accepted.answered,
    );
    const delivered = after.requests - after.repeated - (before.requests - before.repeated);
    return {
      accepted,
      delivered,
      repeated: after.repeated - before.repeated,
      missing: Math.max(0, accepted.answered - delivered),
      perSecond: delivered / ((after.lastAt - accepted.startedAt) / 1_000),
      behindSeconds: Math.max(0, (after.lastAt - accepted.endedAt) / 1_000),
    };
  } finally {
    await sink.stop();
  }
}

/** The count as soon as `wanted` distinct deliveries came, or when none has come for a while. */
async function settled(count: () => Promise<SinkCount>, wanted: number): Promise<SinkCount> {
  let since = Date.now();
  let known = 0;
  for (;;) {
    const now = await count();
    if (now.requests - now.repeated >= wanted) return now;
    if (now.requests > known) {
      known = now.requests;
      since = Date.now();
    }
    if (Date.now() - since > patienceSeconds * 1_000) return now;
    await wait(50);
  }
}
