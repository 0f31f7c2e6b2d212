import { useSyncExternalStore } from 'react';

// Durations of running steps tick from one clock, four times a second, and only while somebody looks.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(onTick: () => void): () => void {
  listeners.add(onTick);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const listener of listeners) listener();
  }, 250);
  return () => {
    listeners.delete(onTick);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const still = () => () => {};

/** Now, in ms since the epoch, moving while `ticks`. */
export function useNow(ticks: boolean): number {
  return useSyncExternalStore(ticks ? subscribe : still, () => now);
}
