import { Prisma } from '@sista/runtime/db';
import type { FlowIdInput, FlowSample, SetSampleInput } from '@sista/shared/flow/flow-api.schema';
import type { Context } from '../trpc/request-context.ts';
import { loadFlow } from './view-flow.ts';

/** The payload with which the flow is previewed and tested. It is no part of the document and reaches no live run. */
export async function setSample(
  context: Context,
  { id, sample }: SetSampleInput,
): Promise<FlowSample | null> {
  await loadFlow(context, id);
  await context.db.flow.updateMany({
    where: { id },
    data: { sample: sample === null ? Prisma.DbNull : (sample as object) },
  });
  return sample;
}

export async function getSample(context: Context, { id }: FlowIdInput): Promise<FlowSample | null> {
  return (await loadFlow(context, id)).sample as FlowSample | null;
}
