import { toId } from '@sista/shared/ids';
import type { ModelList } from '@sista/shared/model/model-provider.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** What employees with the model `default` work with from their next task on. */
export async function setDefaultModel(context: Context, { model }: { model: string }): Promise<ModelList> {
  const list = await context.runtime.models.setDefault(context.workspaceId, model);
  await recordAudit(context, 'model.setDefault', toId('workspace', context.workspaceId), { model });
  return list;
}
