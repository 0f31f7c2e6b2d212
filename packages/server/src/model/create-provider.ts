import type { CreateProviderInput, ModelProvider } from '@sista/shared/model/model-provider.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

export async function createProvider(context: Context, input: CreateProviderInput): Promise<ModelProvider> {
  const provider = await context.runtime.models.create(context.workspaceId, input);
  await recordAudit(context, 'model.create', provider.id, { name: provider.name });
  return provider;
}
