const withoutZone = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/**
 * A time as senders write it, as RFC 3339 in UTC, or null when it is none. Texts without a zone are taken as
 * UTC. Numbers are seconds since the epoch, or milliseconds from 100,000,000,000 on (the year 5138 in seconds).
 */
export function toMoment(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? fromEpoch(value) : null;
  if (typeof value !== 'string' || value === '') return null;
  if (/^\d{9,13}$/.test(value)) return fromEpoch(Number(value));
  if (!/^\d{4}-\d{2}-\d{2}/.test(value)) return null;
  return asText(new Date(withoutZone.test(value) ? `${value.replace(' ', 'T')}Z` : value));
}

function fromEpoch(number: number): string | null {
  return asText(new Date(number < 100_000_000_000 ? number * 1_000 : number));
}

function asText(date: Date): string | null {
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Seconds between two moments, or null when one of them is unknown or they are in the wrong order. */
export function secondsBetween(start: string | null, end: string | null): number | null {
  if (start === null || end === null) return null;
  const seconds = (Date.parse(end) - Date.parse(start)) / 1_000;
  return seconds >= 0 ? seconds : null;
}
