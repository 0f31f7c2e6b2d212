import { durationWords } from '../ui/duration-words.ts';

const dayMs = 86_400_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** "14:05" today, else with the day; near moments have seconds: "14:05:20". */
export function momentWords(at: string, nowMs: number): string {
  const ms = Date.parse(at);
  if (Math.abs(ms - nowMs) < 120_000) return clockWithSeconds.format(ms);
  const isNear = Math.abs(ms - nowMs) < dayMs && new Date(ms).getDate() === new Date(nowMs).getDate();
  return (isNear ? clock : dayAndClock).format(ms);
}

/** "14:05 (in 3 min)" */
function untilWords(at: string, nowMs: number): string {
  const seconds = Math.ceil((Date.parse(at) - nowMs) / 1_000);
  if (seconds <= 0) return `${momentWords(at, nowMs)} (now)`;
  const left = seconds < 60 ? `${seconds} s` : durationWords(Math.round(seconds / 60) * 60_000);
  return `${momentWords(at, nowMs)} (in ${left})`;
}

export type Wait = {
  waitingFor: string | null;
  waitingUntil?: string | null;
  loop?: { count: number; done: number; failed: number } | null;
  /** The attempt that was made last. */
  attempt?: number;
  /** How many attempts the step may make. */
  mostAttempts?: number | undefined;
};

/** What a step waits for, in words: "waits until 14:05 (in 3 min)", "tries again at 14:05:20, attempt 2 of 3". */
export function waitWords(wait: Wait, nowMs: number = Date.now()): string {
  const { waitingUntil: until, waitingFor } = wait;
  switch (waitingFor) {
    case 'until':
      return until ? `waits until ${untilWords(until, nowMs)}` : 'waits for the time that was set';
    case 'callback':
      return until ? `waits for a callback until ${untilWords(until, nowMs)}` : 'waits for a callback';
    case 'delivery':
      return 'waits for the delivery';
    case 'retry':
      return `tries again${until ? ` at ${untilWords(until, nowMs)}` : ''}${attemptWords(wait)}`;
    case 'items':
      return wait.loop ? progressWords(wait.loop) : 'waits for its items';
    case 'in_doubt':
      return 'waits for somebody to say what happened';
    default:
      return waitingFor === null ? 'waits' : `waits for ${waitingFor.replaceAll(/[_-]/g, ' ')}`;
  }
}

function attemptWords({ attempt, mostAttempts: most }: Wait): string {
  if (attempt === undefined) return '';
  return `, attempt ${attempt + 1}${most !== undefined && most > attempt ? ` of ${most}` : ''}`;
}

/** "37 of 100 items, 2 failed" */
export function progressWords({ count, done, failed }: NonNullable<Wait['loop']>): string {
  const items = `${number(count)} ${count === 1 ? 'item' : 'items'}`;
  const progress = done >= count ? items : `${number(done)} of ${items}`;
  return failed > 0 ? `${progress}, ${number(failed)} failed` : progress;
}

const number = (value: number) => value.toLocaleString('en');

const shortWaits: Readonly<Record<string, string>> = {
  retry: 'Tries again',
  until: 'Waits',
  delivery: 'Waits for delivery',
  callback: 'Waits for callback',
  items: 'Items',
  in_doubt: 'In doubt',
};

/** The same in the room of a badge: "Waits until 14:05". */
export function shortWaitWords({ waitingFor, waitingUntil }: Wait, nowMs: number): string {
  const words = shortWaits[waitingFor ?? ''] ?? 'Waiting';
  if (!waitingUntil) return words;
  if (waitingFor === 'until') return `Until ${momentWords(waitingUntil, nowMs)}`;
  return waitingFor === 'retry' ? `Tries again ${momentWords(waitingUntil, nowMs)}` : words;
}

/** In a list of runs, under the state: "for a callback". */
export const listWaitWords: Readonly<Record<string, string>> = {
  retry: 'for the next attempt',
  until: 'for a time',
  delivery: 'for a delivery',
  callback: 'for a callback',
  items: 'for the items of a loop',
  in_doubt: 'needs a person',
};
