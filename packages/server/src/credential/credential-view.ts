import { unseenSecret } from '@sista/runtime';
import type { Credential, CredentialType } from '@sista/shared/credential/credential.schema';
import { toId } from '@sista/shared/ids';

type Row = {
  id: string;
  name: string;
  type: string;
  fingerprint: string;
  hint: string | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
  lastUsedAt: Date | null;
};

/** A credential as people see it: never its value. */
export function viewCredential(row: Row): Credential {
  return {
    id: toId('credential', row.id),
    name: row.name,
    type: row.type as CredentialType,
    fingerprint: row.fingerprint,
    hint: row.hint === unseenSecret ? null : row.hint,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
