import type { OpenCredential } from '@sista/shared/node/step-context';
import type { Sql } from '../db/sql.ts';
import { openText, type SealKeys } from './seal.ts';

type Row = { type: string; sealed: Buffer };
type SigningValue = { secret: string; previous?: { secret: string; signsUntil: string } };

/**
 * The secret behind a credential (UUIDs), or null where the workspace has none of this id. A signing secret gives
 * the present one first and, during a rotation, the one before. Throws a `SealError` when it cannot be opened.
 */
export async function openCredential(
  sql: Sql,
  keys: SealKeys,
  { workspaceId, credentialId, now }: { workspaceId: string; credentialId: string; now: number },
): Promise<OpenCredential | null> {
  const [row] = await sql.query<Row>(
    'open-credential',
    'select type, sealed from public.credential where id = $1 and workspace_id = $2',
    [credentialId, workspaceId],
  );
  if (!row) return null;
  const value: unknown = JSON.parse(openText(row.sealed, keys, `credential:${credentialId}`));
  if (row.type !== 'signing-secret') return { type: row.type, ...(value as object) } as OpenCredential;
  const { secret, previous } = value as SigningValue;
  const older = previous && Date.parse(previous.signsUntil) > now ? [previous.secret] : [];
  return { type: 'signing-secret', secrets: [secret, ...older] };
}
