import { create } from 'zustand';

/** What the two live regions say right now. The counter makes a repeated sentence be spoken again. */
export const useAnnouncements = create<{ polite: string; assertive: string; count: number }>(() => ({
  polite: '',
  assertive: '',
  count: 0,
}));

export function announce(sentence: string): void {
  useAnnouncements.setState(({ count }) => ({ polite: sentence, count: count + 1 }));
}

/** For refusals and failures: interrupts what is being read. */
export function announceNow(sentence: string): void {
  useAnnouncements.setState(({ count }) => ({ assertive: sentence, count: count + 1 }));
}

/** Every sentence that the canvas speaks, in one place. Names are those that people see. */
export const sentences = {
  added: (name: string, after?: string) => (after ? `${name} added after ${after}` : `${name} added`),
  inserted: (name: string, from: string, to: string) => `${name} added between ${from} and ${to}`,
  removed: (name: string, bridged: boolean) =>
    bridged ? `${name} removed, its neighbours are connected` : `${name} removed`,
  removedMany: (count: number) => `${count} steps removed`,
  connected: (source: string, port: string, target: string) =>
    port === 'out' ? `Connected ${source} to ${target}` : `Connected ${source}, ${port}, to ${target}`,
  disconnected: (source: string, target: string) => `Connection from ${source} to ${target} removed`,
  pasted: (count: number) => (count === 1 ? 'One step pasted' : `${count} steps pasted`),
  copied: (count: number) => (count === 1 ? 'One step copied' : `${count} steps copied`),
  undone: (what: string) => `Undone: ${what}`,
  redone: (what: string) => `Done again: ${what}`,
  nothingToUndo: 'There is nothing to undo',
  nothingToRedo: 'There is nothing to do again',
  tidied: 'The flow is tidied up',
  moving: (name: string) => `Moving ${name}. Arrows move it, Enter keeps the place, Escape puts it back.`,
  moved: (name: string) => `${name} moved`,
  connecting: (name: string) => `Choose where ${name} leads to`,
  testProgress: (done: number, total: number) => `Test: ${done} of ${total} steps done`,
  testFinished: (words: string, duration: string, steps: number) =>
    `Test ${words} after ${duration}, ${steps} ${steps === 1 ? 'step' : 'steps'}`,
  saved: 'Saved',
  offline: 'Offline, changes are kept on this device',
} as const;
