import { open, type SealKeys, seal } from '../credential/seal.ts';

/**
 * What of one send differs from its endpoint: custom headers, which may be secret, the time it may take, and
 * whether it is signed. Sealed in the delivery's row; null where nothing differs.
 */
export type SendSlot = { headers: Record<string, string>; timeoutSeconds: number; signed: boolean };

export const usualSlot: SendSlot = { headers: {}, timeoutSeconds: 15, signed: true };

/** Bound to the event, so that a replay may carry the same bytes. */
const contextOf = (eventId: string) => `send:${eventId}`;

export function sealSlot(slot: SendSlot, eventId: string, keys: SealKeys): Uint8Array | null {
  const differs =
    Object.keys(slot.headers).length > 0 || slot.timeoutSeconds !== usualSlot.timeoutSeconds || !slot.signed;
  return differs ? seal(JSON.stringify(slot), keys, contextOf(eventId)) : null;
}

/** Throws a SealError when the key is not there any more. */
export function openSlot(sealed: Uint8Array | null, eventId: string, keys: SealKeys): SendSlot {
  if (sealed === null) return usualSlot;
  return JSON.parse(open(sealed, keys, contextOf(eventId)).toString('utf8')) as SendSlot;
}
