import type { Bin } from '@sista/shared/bin/bin.schema';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';
import { viewBin } from './view-bin.ts';

/** The addresses of the request inbox, oldest first: the first is the one that tests send to. */
export async function listBins(context: Context): Promise<{ data: Bin[]; next: null }> {
  const { db, settings, runtime, workspaceId } = context;
  await runtime.bins.defaultBin(workspaceId);
  const rows = await db.bin.findMany({ orderBy: { id: 'asc' } });
  return { data: rows.map((row) => viewBin(row, settings.publicUrl)), next: null };
}

export async function getBin({ db, settings }: Context, { id }: { id: string }): Promise<Bin> {
  const row = await db.bin.findFirst({ where: { id } });
  if (!row) throw notFound('bin', toId('bin', id));
  return viewBin(row, settings.publicUrl);
}
