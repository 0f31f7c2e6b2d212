import type { Bin, BinAnswer } from '@sista/shared/bin/bin.schema';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';
import { getBin } from './list-bins.ts';

/** What callers get from now on: a status, a delay, a body. */
export async function setAnswer(context: Context, input: { id: string; answer: BinAnswer }): Promise<Bin> {
  const { id, answer } = input;
  const { count } = await context.db.bin.updateMany({ where: { id }, data: { answer } });
  if (count === 0) throw notFound('bin', toId('bin', id));
  return getBin(context, { id });
}
