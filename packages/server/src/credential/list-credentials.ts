import type { ListCredentialsInput } from '@sista/shared/credential/credential.schema';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import { pageQuery, toPage } from '../trpc/cursor.ts';
import type { Context } from '../trpc/request-context.ts';
import { viewCredential } from './credential-view.ts';

export async function listCredentials({ db }: Pick<Context, 'db'>, input: ListCredentialsInput) {
  const { where, ...page } = pageQuery(input);
  const rows = await db.credential.findMany({
    ...page,
    where: { ...where, ...(input.type ? { type: input.type } : {}) },
  });
  return toPage(rows, input, viewCredential);
}

export async function getCredential({ db }: Pick<Context, 'db'>, { id }: { id: string }) {
  const row = await db.credential.findFirst({ where: { id } });
  if (!row) throw notFound('credential', toId('credential', id));
  return viewCredential(row);
}
