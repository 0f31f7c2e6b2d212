import { toId } from '@sista/shared/ids';
import type { RunDetail, settleStepInput } from '@sista/shared/run/run.schema';
import type { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';

/** A person says what came of an effect whose answer was lost; the run goes on with it. The first word counts. */
export async function settleStep(
  context: Context,
  { id, seq, decision, output }: z.output<typeof settleStepInput>,
): Promise<RunDetail> {
  const { runtime, workspaceId, actor } = context;
  const by = actorName(actor);
  await runtime.runs.settleStep({ workspaceId, runId: id, seq, decision, output: output ?? null, by });
  await recordAudit(context, 'run.settle', toId('run', id), { step: seq, decision });
  return runtime.runs.readRun(workspaceId, id);
}
