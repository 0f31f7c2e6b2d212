import { randomBytes } from 'node:crypto';
import { newUuid } from '@sista/shared/ids';
import { fingerprint, openText, type SealKeys, seal } from '../credential/seal.ts';
import type { Sql } from '../db/sql.ts';
import type { NamedSecret } from './verify-signature.ts';

/** What signs and authorises the requests to one endpoint. Secrets newest first. */
export type Signers = { secrets: readonly string[]; headers: Readonly<Record<string, string>> };

/** The secret that signs is gone or cannot be opened; the message is for people. */
export class SignersMissing extends Error {
  override readonly name = 'SignersMissing';
}

/** The value of a `signing-secret`; during a rotation the previous one signs beside it. */
type SigningValue = { secret: string; previous?: { secret: string; signsUntil: string } };
type CredentialRow = {
  id: string;
  type: string;
  name: string;
  sealed: Buffer;
  fingerprint: string;
  created_at: Date;
};

const defaultName = 'Signing secret of the workspace';
/** `hint` of a default secret whose value nobody has seen yet. */
export const unseenSecret = 'unseen';

/**
 * Opens what a send uses: its credential, else the workspace's secret. A credential that is no signing secret sets
 * its header, and the workspace's secret signs beside it. Throws SignersMissing.
 */
export async function openSigners(
  sql: Sql,
  workspaceId: string,
  credentialId: string | null,
  keys: SealKeys,
  now: number,
): Promise<Signers> {
  if (credentialId === null)
    return { secrets: await workspaceSecrets(sql, workspaceId, keys, now), headers: {} };
  const row = await readCredential(sql, workspaceId, credentialId);
  if (row === undefined) throw new SignersMissing('The credential was deleted. Choose another in the node.');
  const value = openValue(row, keys);
  if (row.type === 'signing-secret') return { secrets: secretsOf(value as SigningValue, now), headers: {} };
  const headers = headersOf(row.type, value as Record<string, string>);
  return { secrets: await workspaceSecrets(sql, workspaceId, keys, now), headers };
}

/** The secrets with which the workspace signs where nothing else is named; makes one on first need. */
export async function workspaceSecrets(
  sql: Sql,
  workspaceId: string,
  keys: SealKeys,
  now: number,
): Promise<string[]> {
  const row = await defaultCredential(sql, workspaceId, keys, now);
  return secretsOf(openValue(row, keys) as SigningValue, now);
}

/** Every signing secret of the workspace with its name, for checks of what arrives. What cannot be opened is left out. */
export async function namedSecrets(
  sql: Sql,
  workspaceId: string,
  keys: SealKeys,
  now: number,
): Promise<NamedSecret[]> {
  const rows = await sql.query<CredentialRow>(
    'signing-secrets',
    `select id, type, name, sealed, fingerprint, created_at from public.credential
     where workspace_id = $1 and type = 'signing-secret' order by id limit 200`,
    [workspaceId],
  );
  return rows.flatMap((row) => {
    try {
      const [newest, ...older] = secretsOf(openValue(row, keys) as SigningValue, now);
      const previous = older.map((secret) => ({ name: `${row.name} (previous)`, secret }));
      return newest === undefined ? [] : [{ name: row.name, secret: newest }, ...previous];
    } catch {
      return [];
    }
  });
}

export type ShownSecret = { fingerprint: string; createdAt: string; value: string | null };

/** The workspace's secret for the settings: its value only the first time that anybody asks. */
export async function showWorkspaceSecret(
  sql: Sql,
  workspaceId: string,
  keys: SealKeys,
  now: number,
): Promise<ShownSecret> {
  const row = await defaultCredential(sql, workspaceId, keys, now);
  const seen = await sql.query(
    'show-workspace-secret',
    'update public.credential set hint = null where id = $1 and hint = $2 returning id',
    [row.id, unseenSecret],
  );
  const [value = null] = seen.length === 0 ? [] : secretsOf(openValue(row, keys) as SigningValue, now);
  return { fingerprint: row.fingerprint, createdAt: row.created_at.toISOString(), value };
}

export type RotatedSecret = {
  credentialId: string;
  name: string;
  value: string;
  fingerprint: string;
  previousFingerprint: string;
  previousValidUntil: string;
};

/** Puts a new secret in place. For `overlapHours` both sign, so that receivers have time to change. */
export async function rotateWorkspaceSecret(
  sql: Sql,
  workspaceId: string,
  keys: SealKeys,
  overlapHours: number,
  now: number,
): Promise<RotatedSecret> {
  const row = await defaultCredential(sql, workspaceId, keys, now);
  const { secret: previous } = openValue(row, keys) as SigningValue;
  const secret = newSigningSecret();
  const previousValidUntil = new Date(now + overlapHours * 3_600_000).toISOString();
  const value: SigningValue = { secret, previous: { secret: previous, signsUntil: previousValidUntil } };
  const changed = await sql.query(
    'rotate-workspace-secret',
    `update public.credential set sealed = $3, fingerprint = $4, hint = null, updated_at = $5
     where id = $1 and fingerprint = $2 returning id`,
    [row.id, row.fingerprint, sealValue(value, row.id, keys), fingerprint(secret), new Date(now)],
  );
  // Two people at once: the second one rotates what the first one made.
  if (changed.length === 0) return rotateWorkspaceSecret(sql, workspaceId, keys, overlapHours, now);
  const fingerprints = { fingerprint: fingerprint(secret), previousFingerprint: row.fingerprint };
  return { credentialId: row.id, name: row.name, value: secret, ...fingerprints, previousValidUntil };
}

/** `whsec_` and base64 of 32 random bytes. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

async function defaultCredential(
  sql: Sql,
  workspaceId: string,
  keys: SealKeys,
  now: number,
): Promise<CredentialRow> {
  const found = await readDefault(sql, workspaceId);
  if (found !== undefined) return found;
  const id = newUuid(now);
  const secret = newSigningSecret();
  // One statement: of two processes that find none, one claims the workspace. The other waits for its commit, finds
  // another secret named there than it had seen, and writes nothing.
  await sql.query(
    'make-workspace-secret',
    `with seen as (
       select signing_secret_id as id from public.workspace where id = $1
     ), claimed as (
       update public.workspace w set signing_secret_id = $2 from seen
       where w.id = $1 and w.signing_secret_id is not distinct from seen.id
         and not exists (select from public.credential c where c.id = seen.id) returning w.id)
     insert into public.credential (id, workspace_id, name, type, sealed, fingerprint, hint, created_by, created_at, updated_at)
     select $2, id, $3, 'signing-secret', $4, $5, $6, 'system', $7, $7 from claimed`,
    [
      workspaceId,
      id,
      defaultName,
      sealValue({ secret }, id, keys),
      fingerprint(secret),
      unseenSecret,
      new Date(now),
    ],
  );
  const made = await readDefault(sql, workspaceId);
  if (made === undefined)
    throw new SignersMissing('The workspace has no signing secret and none could be made.');
  return made;
}

async function readDefault(sql: Sql, workspaceId: string): Promise<CredentialRow | undefined> {
  const rows = await sql.query<CredentialRow>(
    'workspace-secret',
    `select c.id, c.type, c.name, c.sealed, c.fingerprint, c.created_at
     from public.workspace w join public.credential c on c.id = w.signing_secret_id where w.id = $1`,
    [workspaceId],
  );
  return rows[0];
}

async function readCredential(sql: Sql, workspaceId: string, id: string): Promise<CredentialRow | undefined> {
  const rows = await sql.query<CredentialRow>(
    'sending-credential',
    `select id, type, name, sealed, fingerprint, created_at from public.credential where id = $1 and workspace_id = $2`,
    [id, workspaceId],
  );
  return rows[0];
}

const contextOf = (credentialId: string) => `credential:${credentialId}`;

function sealValue(value: SigningValue, credentialId: string, keys: SealKeys): Buffer {
  return Buffer.from(seal(JSON.stringify(value), keys, contextOf(credentialId)));
}

function openValue(row: CredentialRow, keys: SealKeys): unknown {
  try {
    return JSON.parse(openText(row.sealed, keys, contextOf(row.id)));
  } catch (cause) {
    throw new SignersMissing(`${row.name}: ${(cause as Error).message}`, { cause });
  }
}

function secretsOf({ secret, previous }: SigningValue, now: number): string[] {
  const stillSigns = previous !== undefined && Date.parse(previous.signsUntil) > now;
  return stillSigns ? [secret, previous.secret] : [secret];
}

function headersOf(type: string, value: Record<string, string>): Record<string, string> {
  if (type === 'bearer') return { Authorization: `Bearer ${value.token}` };
  if (type === 'header') return { [value.name ?? '']: value.value ?? '' };
  const { username, password } = value;
  return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
