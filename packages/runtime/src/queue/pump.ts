import type { Clock } from '../clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ClaimedJob, Lane, Queue } from './boss.ts';
import { createFairShare } from './fair-share.ts';
import type { LaneSlots } from './slots.ts';

// A *slot* is room for one claimed job in this process. The pump is
//   idle       until a commit wakes it or 500 ms pass,
//   gathering  while so few slots are free that waiting a moment fills one larger fetch,
//   fetching   while it asks its lane for as many queue jobs as there are free slots,
//   draining   after stop(): nothing is fetched, and the last slot to empty resolves stop().
export type Pump = {
  /** After a commit that made work: fetch at once. */
  wake(): void;
  /** Fetches nothing more and resolves when every slot is empty. */
  stop(): Promise<void>;
  busy(): number;
  /**
   * Slots for jobs that are claimed by their own insert, up to `most`: what is reserved is either started or released.
   * None while anything may wait in the queue, since that came first.
   */
  reserve(most: number): number;
  release(count: number): void;
  /** After the commit that inserted them as claimed. */
  start(jobs: readonly ClaimedJob[]): void;
};

export type PumpOptions = {
  queue: Pick<Queue, 'fetch' | 'touch'>;
  lane: Lane;
  slots: LaneSlots;
  clock: Clock;
  log: Logger;
  /** Takes claimed jobs up; one promise each, which must resolve when the slot is free again. */
  work: (jobs: readonly ClaimedJob[]) => readonly Promise<void>[];
};

const pollMs = 500;
const heartbeatMs = 4_000;
const gatherMs = 3;
/** How often it is asked whether somebody else waits behind the backlog of the workspaces that hold the slots. */
const lookAroundMs = 1_000;
// Few sizes, so that the statements stay prepared.
const batchSizes = [64, 32, 8, 1];

const sizeWithin = (free: number) => batchSizes.find((size) => size <= free) ?? 1;

export function startPump(options: PumpOptions): Pump {
  const { queue, lane, slots, clock, log } = options;
  const held = new Map<string, ClaimedJob>();
  const shares = createFairShare();
  let lookedAroundAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  let woken = false;
  /** The last look left nothing in the queue, and nobody said since that there is something. */
  let isEmpty = false;
  let rouse: () => void = () => {};
  const stopping = new AbortController();

  const wake = () => {
    woken = true;
    isEmpty = false;
    rouse();
  };

  async function pause(ms: number): Promise<void> {
    if (woken) return;
    const timeout = new AbortController();
    rouse = () => timeout.abort('woken');
    await clock.sleep(ms, timeout.signal);
    rouse = () => {};
  }

  /** Many jobs end in the same commit: half of the slots are worth a fetch at once, fewer a moment's patience. */
  async function gather(): Promise<number> {
    while (slots.free() === 0 && !stopped)
      await new Promise<void>((resolve) => {
        slots.whenFree(resolve);
        rouse = resolve;
      });
    if (slots.free() * 2 < slots.most && !stopped) await clock.sleep(gatherMs, stopping.signal);
    return slots.free();
  }

  function start(job: ClaimedJob, work: Promise<void>): void {
    void work
      .catch((error: unknown) => log.error({ err: error, jobId: job.id, lane }, 'a queue job broke'))
      .finally(() => {
        if (held.get(job.id) === job) held.delete(job.id);
        shares.remove(job.group);
        slots.giveBack(1);
      });
  }

  function startAll(jobs: readonly ClaimedJob[]): void {
    for (const job of jobs) {
      held.set(job.id, job);
      shares.add(job.group);
    }
    options.work(jobs).forEach((work, index) => {
      start(jobs[index] as ClaimedJob, work);
    });
  }

  /** Jobs are claimed in their order, so whoever holds nothing yet is only found by passing over those who do. */
  function passedOver(): string[] {
    const now = clock.now();
    if (now - lookedAroundAt < lookAroundMs) return shares.sated(slots.most);
    lookedAroundAt = now;
    return shares.sated(slots.most, 1);
  }

  async function fetchOnce(free: number): Promise<boolean> {
    const size = sizeWithin(free);
    slots.take(size);
    let jobs: ClaimedJob[] = [];
    try {
      const ignored = passedOver();
      jobs = await queue.fetch(lane, size, ignored);
      // Nobody else waits: the slots are not left empty for that.
      const rest = size - jobs.length;
      const sated = shares.sated(slots.most);
      if (rest > 0 && ignored.length > sated.length)
        jobs.push(...(await queue.fetch(lane, sizeWithin(rest), sated)));
    } finally {
      slots.giveBack(size - jobs.length);
    }
    if (!woken) isEmpty = jobs.length < size;
    startAll(jobs);
    return jobs.length === size;
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      const free = await gather();
      woken = false;
      let more = false;
      try {
        if (free > 0 && !stopped) more = await fetchOnce(free);
      } catch (error) {
        log.warn({ err: error, lane }, 'could not fetch queue jobs; trying again');
      }
      if (!more && !stopped) await pause(pollMs * (0.8 + Math.random() * 0.4));
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
    reserve(most) {
      if (stopped || !isEmpty) return 0;
      const count = Math.min(most, slots.free());
      slots.take(count);
      return count;
    },
    release: (count) => slots.giveBack(count),
    start: startAll,
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
