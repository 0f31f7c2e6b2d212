import type { GivenHeader, HeadersOutput } from '@sista/shared/endpoint/endpoint.schema';
import { Refusal } from '@sista/shared/refusal';
import { fingerprint, openText, SealError, type SealKeys, seal } from '../credential/seal.ts';

/** Headers as their row holds them: plain values, and the secret ones sealed in one piece. */
export type StoredHeaders = { headers: Record<string, string>; sealed: Buffer | null };

const contextOf = (endpointId: string) => `endpoint:${endpointId}:headers`;

/** The secret values by name. Throws a SealError when the key is not there any more. */
export function openHeaders(
  sealed: Uint8Array | null,
  endpointId: string,
  keys: SealKeys,
): Record<string, string> {
  if (sealed === null) return {};
  return JSON.parse(openText(sealed, keys, contextOf(endpointId))) as Record<string, string>;
}

/** Splits headers into what may be read and what is sealed; `before` is what was stored, for values that stay. */
export function storeHeaders(
  given: readonly GivenHeader[],
  endpointId: string,
  keys: SealKeys,
  before: Uint8Array | null,
): StoredHeaders {
  const known = given.some((header) => 'kept' in header) ? openHeaders(before, endpointId, keys) : {};
  const headers: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const header of given) {
    if (!('kept' in header)) (header.secret ? secret : headers)[header.name] = header.value;
    else secret[header.name] = keptValue(known, header.name);
  }
  const sealed =
    Object.keys(secret).length === 0
      ? null
      : Buffer.from(seal(JSON.stringify(secret), keys, contextOf(endpointId)));
  return { headers, sealed };
}

function keptValue(known: Readonly<Record<string, string>>, name: string): string {
  const value = known[name];
  if (value !== undefined) return value;
  throw new Refusal('invalid_input', `headers.${name}: There is no stored value to keep. Give its value.`);
}

/** Headers as people see them: of a secret value its fingerprint. */
export function viewHeaders(stored: StoredHeaders, endpointId: string, keys: SealKeys): HeadersOutput {
  const view: HeadersOutput = { ...stored.headers };
  for (const [name, value] of Object.entries(openedOrNone(stored.sealed, endpointId, keys))) {
    view[name] = { secret: true, fingerprint: fingerprint(value) };
  }
  return view;
}

/** A list can be read without the key; what is to be sent then is parked and says why. */
function openedOrNone(sealed: Uint8Array | null, endpointId: string, keys: SealKeys): Record<string, string> {
  try {
    return openHeaders(sealed, endpointId, keys);
  } catch (error) {
    if (error instanceof SealError) return {};
    throw error;
  }
}
