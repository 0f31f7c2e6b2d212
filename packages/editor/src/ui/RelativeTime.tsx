import { useSyncExternalStore } from 'react';

// One clock for all relative times of the page.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(onTick: () => void): () => void {
  listeners.add(onTick);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const listener of listeners) listener();
  }, 15_000);
  return () => {
    listeners.delete(onTick);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** "4 min ago", "in 2 h"; under a minute it is "just now". */
export function relativeWords(atMs: number, nowMs: number): string {
  const seconds = Math.round((atMs - nowMs) / 1_000);
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  if (!step) return seconds > 10 ? `in ${seconds} s` : 'just now';
  return relative.format(Math.trunc(seconds / step[1]), step[0]);
}

export function exactWords(at: string): string {
  return exact.format(new Date(at));
}

/** A moment relative to now; pointing at it tells the exact one in the person's own zone. */
export function RelativeTime({ at, empty = '–' }: { at: string | null | undefined; empty?: string }) {
  useSyncExternalStore(subscribe, () => now);
  if (!at) return <span>{empty}</span>;
  const words = relativeWords(new Date(at).getTime(), Math.max(now, Date.now()));
  return (
    <time dateTime={at} title={exactWords(at)}>
      {words}
    </time>
  );
}
