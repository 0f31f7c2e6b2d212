import type { Flow, VersionInput } from '@sista/shared/flow/flow-api.schema';
import { toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { loadVersion } from './list-versions.ts';
import { saveDraft } from './put-flow.ts';
import { documentOf, loadFlow } from './view-flow.ts';

/** Makes a version's document the draft again. What is live stays live until the next publication. */
export async function restoreVersion(context: Context, input: VersionInput): Promise<Flow> {
  const { revision } = await loadFlow(context, input.id);
  const version = await loadVersion(context, input);
  const flow = await saveDraft(context, input.id, revision, documentOf(version));
  await recordAudit(context, 'flow.restoreVersion', toId('flow', input.id), { version: input.n });
  return flow;
}
