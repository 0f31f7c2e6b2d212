import type { CreateCredentialInput, Credential } from '@sista/shared/credential/credential.schema';
import { newUuid, toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';
import { viewCredential } from './credential-view.ts';
import { sealValue } from './seal-value.ts';

/** Stores a secret, sealed. From here on it can be used and replaced, never read. */
export async function createCredential(context: Context, input: CreateCredentialInput): Promise<Credential> {
  const { db, workspaceId, actor, sealKeys } = context;
  const { name, type, value } = input;
  const id = newUuid();
  const sealed = sealValue(sealKeys, id, type, value);
  const row = await db.credential.create({
    data: { id, workspaceId, name, type, ...sealed, createdBy: actorName(actor) },
  });
  await recordAudit(context, 'credential.create', toId('credential', id), { name, type });
  return viewCredential(row);
}
