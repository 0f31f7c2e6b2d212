import type { ModelProvider, UpdateProviderInput } from '@sista/shared/model/model-provider.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

export async function updateProvider(context: Context, input: UpdateProviderInput): Promise<ModelProvider> {
  const provider = await context.runtime.models.update(context.workspaceId, input);
  await recordAudit(context, 'model.update', provider.id, { name: provider.name });
  return provider;
}
