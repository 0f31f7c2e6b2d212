import { fingerprint, openText, SealError, type SealKeys, seal } from '../credential/seal.ts';
import type { Sql } from '../db/sql.ts';
import {
  newSigningSecret,
  type Signers,
  SignersMissing,
  workspaceSecrets,
} from '../delivery/signing-secret.ts';
import type { NamedSecret } from '../delivery/verify-signature.ts';
import { openHeaders } from './endpoint-headers.ts';

/** Binds the sealed bytes to their row. */
const contextOf = (endpointId: string, n: number) => `endpoint:${endpointId}:secret:${n}`;

/** Writes a secret of an endpoint, in the caller's transaction; `n` counts from 1 and the highest is the newest. */
export async function insertSecret(
  sql: Sql,
  { endpointId, n, secret }: { endpointId: string; n: number; secret: string },
  keys: SealKeys,
  now: number,
): Promise<{ fingerprint: string }> {
  const mark = fingerprint(secret);
  await sql.query(
    'insert-endpoint-secret',
    `insert into public.endpoint_secret (endpoint_id, n, sealed, fingerprint, created_at) values ($1, $2, $3, $4, $5)`,
    [endpointId, n, Buffer.from(seal(secret, keys, contextOf(endpointId, n))), mark, new Date(now)],
  );
  return { fingerprint: mark };
}

export const madeSecret = newSigningSecret;

type SignerRow = { sealed_headers: Buffer | null; n: number | null; sealed: Buffer | null };

/**
 * What signs the requests to a customer's endpoint, newest first, and its secret headers. Where an endpoint has no
 * secret of its own the workspace's signs. Throws SignersMissing when one cannot be opened.
 */
export async function openEndpointSigners(
  sql: Sql,
  endpoint: { id: string; workspaceId: string },
  keys: SealKeys,
  now: number,
): Promise<Signers> {
  const rows = await sql.query<SignerRow>(
    'endpoint-signers',
    `select e.sealed_headers, s.n, s.sealed from public.endpoint e
     left join public.endpoint_secret s on s.endpoint_id = e.id and (s.signs_until is null or s.signs_until > $2)
     where e.id = $1 order by s.n desc`,
    [endpoint.id, new Date(now)],
  );
  try {
    const secrets = rows.flatMap(({ n, sealed }) =>
      n === null || sealed === null ? [] : [openText(sealed, keys, contextOf(endpoint.id, n))],
    );
    const headers = openHeaders(rows[0]?.sealed_headers ?? null, endpoint.id, keys);
    if (secrets.length > 0) return { secrets, headers };
    return { secrets: await workspaceSecrets(sql, endpoint.workspaceId, keys, now), headers };
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause;
    throw new SignersMissing(`The secrets of the endpoint: ${cause.message}`, { cause });
  }
}

/** The secrets of all endpoints with a name each, for checks of what arrives. What cannot be opened is left out. */
export async function namedEndpointSecrets(
  sql: Sql,
  workspaceId: string,
  keys: SealKeys,
  now: number,
): Promise<NamedSecret[]> {
  const rows = await sql.query<{ id: string; name: string; n: number; sealed: Buffer; newest: boolean }>(
    'named-endpoint-secrets',
    `select e.id, coalesce(nullif(e.description, ''), split_part(e.url, '?', 1)) as name, s.n, s.sealed,
       s.signs_until is null as newest
     from public.endpoint e join public.endpoint_secret s on s.endpoint_id = e.id
     where e.workspace_id = $1 and e.deleted_at is null and (s.signs_until is null or s.signs_until > $2)
     order by e.id desc, s.n desc limit 200`,
    [workspaceId, new Date(now)],
  );
  return rows.flatMap(({ id, name, n, sealed, newest }) => {
    try {
      const secret = openText(sealed, keys, contextOf(id, n));
      return [{ name: `Endpoint ${name}${newest ? '' : ' (previous)'}`, secret }];
    } catch {
      return [];
    }
  });
}
