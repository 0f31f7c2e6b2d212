import type { Clock } from '../clock.ts';

/** The real time plus what a test has advanced; whoever sleeps past the new time wakes at once. */
export type MovingClock = Clock & { advance(ms: number): void };

export function movingClock(): MovingClock {
  let offsetMs = 0;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  const now = () => Date.now() + offsetMs;
  return {
    now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { until: now() + ms, wake };
        const timer = setTimeout(wake, ms);
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
        function wake() {
          clearTimeout(timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
      }),
    advance(ms) {
      offsetMs += ms;
      for (const { until, wake } of [...sleepers]) if (until <= now()) wake();
    },
  };
}
