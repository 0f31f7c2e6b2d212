import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { silentLogger } from '../telemetry/logger.ts';
import type { ClaimedJob } from './boss.ts';
import { type Pump, startPump } from './pump.ts';
import { type LaneSlots, shareSlots } from './slots.ts';

const pumps: Pump[] = [];
afterEach(async () => {
  for (const pump of pumps.splice(0)) await pump.stop();
});

/** A lane in memory: jobs wait in order, are claimed by `fetch`, and end when the test says so. */
function openLane(slots: LaneSlots) {
  const waiting: ClaimedJob[] = [];
  const ends = new Map<string, () => void>();
  const fetches: { count: number; ignored: readonly string[] }[] = [];
  let nth = 0;
  const pump = startPump({
    lane: 'run',
    slots,
    clock: systemClock,
    log: silentLogger,
    queue: {
      touch: async () => {},
      async fetch(_lane, count, ignored = []) {
        fetches.push({ count, ignored });
        const taken = waiting.filter(({ group }) => !ignored.includes(group ?? '')).slice(0, count);
        for (const job of taken) waiting.splice(waiting.indexOf(job), 1);
        return taken;
      },
    },
    work: (jobs) => jobs.map(({ id }) => new Promise<void>((resolve) => ends.set(id, resolve))),
  });
  pumps.push(pump);
  return {
    pump,
    fetches,
    waiting,
    add(count: number, group: string) {
      for (let each = 0; each < count; each += 1)
        waiting.push({ id: `${group}-${nth++}`, retryCount: 0, group });
      pump.wake();
    },
    held: (group: string) => [...ends.keys()].filter((id) => id.startsWith(group)).length,
    end(group: string, count: number) {
      for (const id of [...ends.keys()].filter((each) => each.startsWith(group)).slice(0, count)) {
        ends.get(id)?.();
        ends.delete(id);
      }
    },
    endAll() {
      waiting.length = 0;
      for (const end of ends.values()) end();
      ends.clear();
    },
  };
}

describe('a pump', () => {
  it('gives a workspace with a backlog every slot while it is alone, and its share once others have work', async () => {
    const lane = openLane(shareSlots(16)());
    lane.add(2_000, 'busy');
    await expect.poll(() => lane.held('busy')).toBe(16);
    lane.add(20, 'quiet');
    // Behind two thousand: found all the same, and from then on the busy one is passed over until both have as many.
    const turn = () => {
      if (lane.held('quiet') < 8) lane.end('busy', 1);
      return [lane.held('quiet'), lane.held('busy')];
    };
    await expect.poll(turn, { timeout: 5_000, interval: 10 }).toEqual([8, 8]);
    expect(lane.waiting.filter(({ group }) => group === 'busy').length).toBeGreaterThan(0);
    lane.endAll();
  });

  it('fetches many jobs at once when many slots become free together', async () => {
    const lane = openLane(shareSlots(16)());
    lane.add(100, 'one');
    await expect.poll(() => lane.held('one')).toBe(16);
    const before = lane.fetches.length;
    lane.end('one', 8);
    await expect.poll(() => lane.held('one')).toBe(16);
    expect(lane.fetches.slice(before).find(({ count }) => count === 8)).toBeDefined();
    expect(lane.fetches.length - before).toBe(1);
    lane.endAll();
  });
});

describe('slots', () => {
  it('are shared: a lane takes at most its part, and no more than the others left', () => {
    const share = shareSlots(10);
    const runs = share();
    const tasks = share(5);
    tasks.take(5);
    expect(tasks.free()).toBe(0);
    expect(runs.free()).toBe(5);
    runs.take(5);
    tasks.giveBack(1);
    expect(runs.free()).toBe(1);
    runs.take(1);
    expect(tasks.free()).toBe(0);
  });

  it('that are given back are told to whoever found none', () => {
    const share = shareSlots(1);
    const [runs, tasks] = [share(), share()];
    tasks.take(1);
    let told = 0;
    runs.whenFree(() => {
      told += 1;
    });
    tasks.giveBack(1);
    tasks.take(1);
    tasks.giveBack(1);
    expect(told).toBe(1);
  });
});
