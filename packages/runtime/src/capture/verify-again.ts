import { fromId, uuidTimeMs } from '@sista/shared/ids';
import type { OpenCredential } from '@sista/shared/node/step-context';
import { schemeFor } from '@sista/shared/source/scheme-for';
import { triggerConfig } from '@sista/shared/source/trigger-config';
import { refusedProof, type Verdict } from '@sista/shared/source/verdict';
import { verifyRequest } from '@sista/shared/source/verify-request';
import { sources } from '@sista/shared/sources';
import { captureMethods } from './insert-captures.ts';
import type { StoredCapture } from './read-capture.ts';

type Credentials = {
  openCredential(workspaceId: string, credentialId: string): Promise<OpenCredential | null>;
};

/**
 * Judges a kept request by the trigger and the secrets of today. Age does not count, since it was young when it
 * came. Tokens and passwords are kept as fingerprints only, so requests that carry those cannot be judged again.
 */
export async function verifyAgain(
  { openCredential }: Credentials,
  workspaceId: string,
  row: StoredCapture,
  stored: Readonly<Record<string, unknown>>,
): Promise<Verdict> {
  const config = triggerConfig.safeParse(stored);
  const source = config.success ? sources[config.data.source] : undefined;
  if (!config.success || !source)
    return refusedProof('none', 'credentials_malformed', "The trigger's configuration does not fit.");
  const credentialId = config.data.credential && fromId('credential', config.data.credential);
  const credential = credentialId ? await openCredential(workspaceId, credentialId) : undefined;
  const scheme = schemeFor(source, config.data, credential === null ? null : credential?.type);
  if (scheme.mode === 'bearer' || scheme.mode === 'basic' || scheme.mode === 'header')
    return refusedProof(
      scheme.mode,
      'credentials_wrong',
      'Its token or password was not kept, so it cannot be checked again.',
    );
  const request = {
    method: captureMethods[row.method] ?? 'POST',
    url: '',
    path: '',
    query: row.query ?? '',
    headers: row.headers,
    rawBody: row.body ?? new Uint8Array(),
  };
  return verifyRequest(scheme, request, credential ? [credential] : [], uuidTimeMs(row.id));
}
