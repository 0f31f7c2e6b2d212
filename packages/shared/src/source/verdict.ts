import type { AuthMode } from './scheme.schema.ts';

export const proofCodes = [
  'signature_missing',
  'signature_malformed',
  'signature_mismatch',
  'signature_too_old',
  'signature_in_future',
  'signature_no_secret',
  'credentials_missing',
  'credentials_malformed',
  'credentials_wrong',
  'credentials_no_secret',
] as const;
export type ProofCode = (typeof proofCodes)[number];

/** `verified` is false only where nothing was asked for. `secret`: which of several fitted. */
export type AcceptedProof = {
  ok: true;
  mode: AuthMode;
  verified: boolean;
  secret: string | null;
  /** The signed time, ms since the epoch. */
  signedAtMs: number | null;
};

/** `message` is for the people of the workspace; the sender learns the code alone. */
export type RefusedProof = { ok: false; mode: AuthMode; code: ProofCode; message: string };
export type Verdict = AcceptedProof | RefusedProof;

export function refusedProof(mode: AuthMode, code: ProofCode, message: string): RefusedProof {
  return { ok: false, mode, code, message };
}

/** The name of the n-th of several secrets, as captures show it. */
export function secretName(index: number): string {
  return ['current', 'previous'][index] ?? `secret ${index + 1}`;
}
