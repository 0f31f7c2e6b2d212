import type { Recoverable } from '@sista/shared/endpoint/endpoint-api.schema';

/** What a recovery sends again. Ids are UUIDs, times ms since the epoch. */
export type RecoverOrder = {
  endpointId: string;
  since: number;
  until: number;
  reasons: readonly Recoverable[];
  eventTypes: readonly string[];
  employeeIds: readonly string[];
  flowIds: readonly string[];
  ratePerSecond: number;
};

const usualRate = 10;
const perSecond = { second: 1, minute: 60, hour: 3_600 };

/** At most half of what the endpoint takes: what happens now goes first. */
export function recoveryRate(
  asked: number | undefined,
  limit: { limit: number; per: keyof typeof perSecond } | null,
): number {
  const wanted = asked ?? usualRate;
  return limit === null ? wanted : Math.min(wanted, limit.limit / perSecond[limit.per] / 2);
}

/** `include` as people give it, in the order in which it is worked. */
export function reasonsOf(include: readonly Recoverable[] | 'missed' | 'all'): Recoverable[] {
  if (include === 'all') return ['dead', 'parked', 'delivered', 'missed'];
  return include === 'missed' ? ['missed'] : [...new Set(include)];
}

/**
 * Where a recovery stands: first it goes through the deliveries by id, then through the events by sequence.
 * `freeAt` is when the next message may leave under the recovery's rate.
 */
export type RecoverCursor = { phase: 'deliveries' | 'events'; after: string; freeAt: number };

export function parseCursor(text: string | null, order: RecoverOrder, now: number): RecoverCursor {
  if (text === null) return { ...firstPhase(order), freeAt: now };
  const [phase, after = '', freeAt] = text.split(' ');
  return { phase: phase === 'events' ? 'events' : 'deliveries', after, freeAt: Number(freeAt) };
}

export const cursorText = ({ phase, after, freeAt }: RecoverCursor): string => `${phase} ${after} ${freeAt}`;

const firstPhase = (order: RecoverOrder): Pick<RecoverCursor, 'phase' | 'after'> =>
  order.reasons.some((reason) => reason !== 'missed')
    ? { phase: 'deliveries', after: '' }
    : { phase: 'events', after: '' };

/** A pause of the job or of the process is not made up for in one go: at most this much is. */
const mostBehindMs = 2_000;

/** How many may leave now, at most `most`, and when the next after them. */
export function allowance(
  freeAt: number,
  rate: number,
  now: number,
  most: number,
): { count: number; freeAfter: (sent: number) => number } {
  const gap = 1_000 / rate;
  const from = Math.max(freeAt, now - Math.max(mostBehindMs, gap));
  const count = from > now ? 0 : Math.min(most, Math.floor((now - from) / gap) + 1);
  return { count, freeAfter: (sent) => (sent === 0 ? freeAt : Math.ceil(from + sent * gap)) };
}
