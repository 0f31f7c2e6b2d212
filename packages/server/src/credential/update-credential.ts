import type {
  Credential,
  CredentialType,
  UpdateCredentialInput,
} from '@sista/shared/credential/credential.schema';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { viewCredential } from './credential-view.ts';
import { sealValue } from './seal-value.ts';

/** Renames it, or writes a new value over the old one, which counts from the next request on. */
export async function updateCredential(context: Context, input: UpdateCredentialInput): Promise<Credential> {
  const { db, sealKeys } = context;
  const { id, name, value } = input;
  const known = await db.credential.findFirst({ where: { id } });
  if (!known) throw notFound('credential', toId('credential', id));
  const sealed = value === undefined ? {} : sealValue(sealKeys, id, known.type as CredentialType, value);
  const row = await db.credential.update({
    where: { id },
    data: { ...(name === undefined ? {} : { name }), ...sealed },
  });
  await recordAudit(context, 'credential.update', toId('credential', id), {
    name: row.name,
    value: value !== undefined,
  });
  return viewCredential(row);
}
