import { hash } from 'node:crypto';

/**
 * A UUIDv7 that the same parts always give: time bits of `atMs`, then SHA-256 over the parts. So a row that is
 * written again has the same primary key, and writing it twice is harmless.
 */
export function deriveId(atMs: number, ...parts: readonly string[]): string {
  const time = Math.trunc(atMs).toString(16).padStart(12, '0');
  const bits = hash('sha256', parts.join('\n'), 'hex');
  const variant = ((Number.parseInt(bits.charAt(4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${bits.slice(1, 4)}-${variant}${bits.slice(5, 8)}-${bits.slice(8, 20)}`;
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
