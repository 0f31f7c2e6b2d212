import { type Bin, binAnswer, type CreateBinInput } from '@sista/shared/bin/bin.schema';
import { newUuid, toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import { newIngressKey } from '../ingress/ingress-key.ts';
import type { Context } from '../trpc/request-context.ts';
import { viewBin } from './view-bin.ts';

/** A new address that keeps whatever it receives. */
export async function createBin(context: Context, { name, answer }: CreateBinInput): Promise<Bin> {
  const { db, workspaceId, settings, now } = context;
  const id = newUuid();
  const row = await db.bin.create({
    data: {
      id,
      workspaceId,
      key: newIngressKey(),
      name,
      answer: answer ?? binAnswer.parse({}),
      createdAt: new Date(now()),
    },
  });
  await recordAudit(context, 'bin.create', toId('bin', id), { name });
  return viewBin(row, settings.publicUrl);
}
