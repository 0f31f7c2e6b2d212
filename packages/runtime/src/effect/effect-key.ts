import { createHash } from 'node:crypto';

/**
 * The stable name of an effect: the same over retry, crash, takeover and replay, since it is made of where it happens
 * and what is asked, never of when. Sent as `Idempotency-Key`.
 */
export function effectKey(
  place: { originRunId: string; nodeId: string; path: string },
  input: unknown,
  name: string,
): string {
  const text = [place.originRunId, place.nodeId, place.path, name, JSON.stringify(input)].join('\n');
  return createHash('sha256').update(text).digest('base64url');
}
