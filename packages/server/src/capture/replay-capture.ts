import type { replayCaptureInput } from '@sista/shared/capture/capture.schema';
import type { StartedRun } from '@sista/shared/flow/flow-api.schema';
import { toId } from '@sista/shared/ids';
import type { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';

type ReplayCaptureInput = z.output<typeof replayCaptureInput>;

/** Makes a new run of a kept request, on the live version or the draft. */
export async function replayCapture(context: Context, input: ReplayCaptureInput): Promise<StartedRun> {
  const { runtime, workspaceId, actor } = context;
  const { id: captureId, version, trust } = input;
  const { runId } = await runtime.captures.replay({
    workspaceId,
    captureId,
    version,
    trust,
    by: actorName(actor),
  });
  await recordAudit(context, 'capture.replay', toId('capture', captureId), { version, trust });
  return { runId: toId('run', runId) };
}
