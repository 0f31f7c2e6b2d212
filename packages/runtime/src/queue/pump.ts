import type { Clock } from '../clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ClaimedJob, Lane, Queue } from './boss.ts';

// A *slot* is room for one claimed job in this process. The pump is
//   idle      until a commit wakes it or 500 ms pass,
//   fetching  while it asks its lane for as many queue jobs as there are free slots,
//   draining  after stop(): nothing is fetched, and the last slot to empty resolves stop().
export type Pump = {
  /** After a commit that made work: fetch at once. */
  wake(): void;
  /** Fetches nothing more and resolves when every slot is empty. */
  stop(): Promise<void>;
  busy(): number;
};

export type PumpOptions = {
  queue: Pick<Queue, 'fetch' | 'touch'>;
  lane: Lane;
  slots: number;
  clock: Clock;
  log: Logger;
  /** Takes claimed jobs up; one promise each, which must resolve when the slot is free again. */
  work: (jobs: readonly ClaimedJob[]) => readonly Promise<void>[];
};

const pollMs = 500;
const heartbeatMs = 4_000;
// Few sizes, so that the statements stay prepared.
const batchSizes = [64, 32, 8, 1];

export function startPump(options: PumpOptions): Pump {
  const { queue, lane, slots, clock, log } = options;
  const held = new Map<string, ClaimedJob>();
  let stopped = false;
  let woken = false;
  let rouse: () => void = () => {};
  const stopping = new AbortController();

  const wake = () => {
    woken = true;
    rouse();
  };

  async function pause(ms: number): Promise<void> {
    if (woken) return;
    const timeout = new AbortController();
    rouse = () => timeout.abort();
    await clock.sleep(ms, AbortSignal.any([timeout.signal, stopping.signal]));
    rouse = () => {};
  }

  async function fetchOnce(free: number): Promise<boolean> {
    const size = batchSizes.find((candidate) => candidate <= free) ?? 1;
    const jobs = await queue.fetch(lane, size);
    for (const job of jobs) held.set(job.id, job);
    options.work(jobs).forEach((work, index) => {
      const job = jobs[index] as ClaimedJob;
      void work
        .catch((error: unknown) => log.error({ err: error, jobId: job.id, lane }, 'a queue job broke'))
        .finally(() => {
          // While slots are free the loop fetches by itself; only a full house waits for this.
          const wasFull = held.size >= slots;
          if (held.get(job.id) === job) held.delete(job.id);
          if (wasFull) wake();
        });
    });
    return jobs.length === size;
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      woken = false;
      const free = slots - held.size;
      let more = false;
      try {
        if (free > 0) more = await fetchOnce(free);
      } catch (error) {
        log.warn({ err: error, lane }, 'could not fetch queue jobs; trying again');
      }
      if (!more) await pause(pollMs * (0.8 + Math.random() * 0.4));
    }
  }

  async function beat(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(heartbeatMs, stopping.signal);
      if (held.size === 0) continue;
      await queue.touch(lane, [...held.values()]).catch((error: unknown) => {
        log.warn(
          { err: error, lane },
          'could not send heartbeats; the jobs go to another process if this lasts',
        );
      });
    }
  }

  const fetching = loop();
  const beating = beat();
  return {
    wake,
    busy: () => held.size,
    async stop() {
      stopped = true;
      wake();
      await fetching;
      while (held.size > 0) await clock.sleep(20);
      stopping.abort();
      await beating;
    },
  };
}
