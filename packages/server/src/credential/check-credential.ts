import { openText, SealError } from '@sista/runtime/db';
import type { CredentialCheck, CredentialType } from '@sista/shared/credential/credential.schema';
import { credentialValues } from '@sista/shared/credential/credential.schema';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';

/** Whether the stored value can be opened and still has the form of its type. Nothing outside is called. */
export async function checkCredential(
  { db, sealKeys }: Context,
  { id }: { id: string },
): Promise<CredentialCheck> {
  const row = await db.credential.findFirst({ where: { id } });
  if (!row) throw notFound('credential', toId('credential', id));
  try {
    const value: unknown = JSON.parse(openText(row.sealed, sealKeys, `credential:${id}`));
    const { success } = credentialValues[row.type as CredentialType].safeParse(value);
    return success
      ? { ok: true, message: 'The secret can be opened and has the form of its type.' }
      : { ok: false, message: 'The secret has not the form of its type. Write it again.' };
  } catch (error) {
    if (error instanceof SealError) return { ok: false, message: error.message };
    throw error;
  }
}
