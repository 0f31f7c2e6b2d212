import type { SealKeys } from '../credential/seal.ts';
import { type AttemptInput, attemptDelivery, bodyOf, unsendable } from './attempt-delivery.ts';
import type { ClaimedDelivery } from './claim-due.ts';
import type { LineEndpoint } from './load-endpoint.ts';
import { openSlot, type SendSlot } from './sealed-slot.ts';
import type { Settlement } from './settle-sql.ts';
import type { Signers } from './signing-secret.ts';

export type SendClaimed = Pick<AttemptInput, 'outbound' | 'now' | 'signal' | 'throttles'> & {
  endpoint: LineEndpoint;
  epoch: number;
  claimed: ClaimedDelivery;
  /** An error where the secrets cannot be opened. */
  signers: Signers | Error;
  sealKeys: SealKeys;
};

/** Sends a claimed delivery, or says why it cannot be sent as it is. */
export async function sendClaimed(input: SendClaimed): Promise<Settlement> {
  const { endpoint, epoch, claimed, signers, ...rest } = input;
  const base = { endpoint, epoch, claimed };
  const unsent = (reason: Parameters<typeof unsendable>[1]): Settlement => ({
    ...base,
    verdict: unsendable(claimed, reason),
    record: undefined,
    bodySha256: undefined,
  });
  const { event } = claimed;
  if (event === undefined) return unsent('payload_expired');
  const { body, sha256 } = bodyOf(event, endpoint.id);
  // Two attempts with one id and different bytes would be two messages.
  if (claimed.bodySha256 !== null && !claimed.bodySha256.equals(sha256)) return unsent('bytes_changed');
  const slot = slotOf(claimed, event.id, input.sealKeys);
  if (slot === undefined || signers instanceof Error) return unsent('secret_missing');
  const sent = await attemptDelivery({
    ...rest,
    endpoint,
    claimed: { ...claimed, event },
    signers,
    slot,
    body,
  });
  return { ...base, ...sent, bodySha256: sha256 };
}

function slotOf(claimed: ClaimedDelivery, eventId: string, keys: SealKeys): SendSlot | undefined {
  try {
    return openSlot(claimed.sealedSlot, eventId, keys);
  } catch {
    return undefined;
  }
}
