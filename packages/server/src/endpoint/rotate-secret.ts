import type { RotatedSecret, RotateSecretInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import { askingOf } from '../employee/asking.ts';
import type { Context } from '../trpc/request-context.ts';

/** Makes a new secret, shown this once, or ends the overlap with the one before. */
export async function rotateSecret(context: Context, input: RotateSecretInput): Promise<RotatedSecret> {
  const rotated = await context.runtime.endpoints.rotateSecret(askingOf(context), input);
  const { fingerprint, previousFingerprint, previousValidUntil } = rotated;
  const action = input.revokePrevious ? 'endpoint.revokePreviousSecret' : 'endpoint.rotateSecret';
  const details = { fingerprint, previousFingerprint, previousValidUntil };
  await recordAudit(context, action, toId('endpoint', input.id), details);
  return rotated;
}
