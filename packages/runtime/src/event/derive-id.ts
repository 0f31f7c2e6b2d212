import { createHash } from 'node:crypto';

/**
 * A UUIDv7 that the same parts always give: time bits of `atMs`, then SHA-256 over the parts. So a row that is
 * written again has the same primary key, and writing it twice is harmless.
 */
export function deriveId(atMs: number, ...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest().subarray(0, 10);
  hash[0] = ((hash[0] ?? 0) & 0x0f) | 0x70;
  hash[2] = ((hash[2] ?? 0) & 0x3f) | 0x80;
  const hex = Math.trunc(atMs).toString(16).padStart(12, '0') + hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** One event at one endpoint is one delivery; a replay is another. */
export function deliveryIdOf(
  eventAtMs: number,
  eventId: string,
  endpointId: string,
  replayNo: number,
): string {
  return deriveId(eventAtMs, 'delivery', eventId, endpointId, String(replayNo));
}
