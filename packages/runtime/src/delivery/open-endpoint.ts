import type { SealKeys } from '../credential/seal.ts';
import type { Database } from '../db/database.ts';
import { openEndpointSigners } from '../endpoint/endpoint-secrets.ts';
import { type LineEndpoint, loadEndpoint } from './load-endpoint.ts';
import { endOpenDeliveries } from './park-endpoint.ts';
import { openSigners, type Signers } from './signing-secret.ts';

type Tools = { database: Pick<Database, 'hot'>; sealKeys: SealKeys; isOutage: (error: unknown) => boolean };

/**
 * The endpoint of a line with what signs for it; an error in place of the signers where they cannot be opened. What
 * waits for an endpoint that was deleted or switched off meanwhile is ended.
 */
export async function openEndpoint(
  { database, sealKeys, isOutage }: Tools,
  endpointId: string,
  now: number,
): Promise<{ endpoint: LineEndpoint | undefined; signers: Signers | Error }> {
  const endpoint = await loadEndpoint(database.hot, endpointId);
  const nobody: Signers = { secrets: [], headers: {} };
  if (endpoint === undefined || endpoint.deleted) {
    await endOpenDeliveries(database.hot, endpointId, 'cancelled', 'endpoint_deleted', now);
    return { endpoint, signers: nobody };
  }
  if (!endpoint.enabled) {
    await endOpenDeliveries(database.hot, endpointId, 'parked', 'endpoint_disabled', now);
    return { endpoint, signers: nobody };
  }
  const { workspaceId, credentialId } = endpoint;
  const opening = endpoint.implicit
    ? openSigners(database.hot, workspaceId, credentialId, sealKeys, now)
    : openEndpointSigners(database.hot, endpoint, sealKeys, now);
  const signers = await opening.catch((error: Error) => {
    if (isOutage(error)) throw error;
    return error;
  });
  return { endpoint, signers };
}
