import { type RefusedProof, refusedProof } from './verdict.ts';

/** A signed time as text, in ms since the epoch; null when it is not one. Only plain digits, so 1e9 is none. */
export function signedTimeMs(text: string, unit: 's' | 'ms' | 'iso'): number | null {
  if (unit === 'iso') {
    const parsed = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(parsed) ? null : parsed;
  }
  if (!/^\d{1,15}$/.test(text)) return null;
  return Number(text) * (unit === 's' ? 1_000 : 1);
}

/** Counts both ways: some senders' own libraries accept any future time, which lets a leaked request live on. */
export function checkSignedTime(
  signedAtMs: number,
  nowMs: number,
  toleranceSeconds: number,
): RefusedProof | undefined {
  const age = Math.floor(nowMs / 1_000) - Math.floor(signedAtMs / 1_000);
  if (age > toleranceSeconds)
    return refusedProof(
      'hmac',
      'signature_too_old',
      `The signature is right, but was made ${age} s ago; ${toleranceSeconds} s are allowed.`,
    );
  if (age < -toleranceSeconds)
    return refusedProof(
      'hmac',
      'signature_in_future',
      `The signature is right, but its time is ${-age} s ahead of ours; ${toleranceSeconds} s are allowed. Check both clocks.`,
    );
  return undefined;
}
