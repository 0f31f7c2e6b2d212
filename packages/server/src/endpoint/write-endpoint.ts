import type {
  CreatedEndpoint,
  CreateEndpointInput,
  EnabledEndpoint,
  Endpoint,
  PatchEndpointInput,
} from '@sista/shared/endpoint/endpoint-api.schema';
import { toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Adds an endpoint. Its secret is in this answer and in no other. */
export async function createEndpoint(context: Context, input: CreateEndpointInput): Promise<CreatedEndpoint> {
  const made = await context.runtime.endpoints.create(context.workspaceId, input);
  await recordAudit(context, 'endpoint.create', made.id, auditable(made));
  return made;
}

/** Changes what is named, of a `PUT` all of it. */
export async function updateEndpoint(context: Context, input: PatchEndpointInput): Promise<Endpoint> {
  const changed = await context.runtime.endpoints.update(context.workspaceId, input);
  const names = Object.entries(input).flatMap(([name, value]) =>
    name === 'id' || value === undefined ? [] : [name],
  );
  await recordAudit(context, 'endpoint.update', changed.id, {
    ...auditable(changed),
    changed: names.join(', '),
  });
  return changed;
}

/** Switches it on and says what it missed. */
export async function enableEndpoint(context: Context, { id }: { id: string }): Promise<EnabledEndpoint> {
  const enabled = await context.runtime.endpoints.enable(context.workspaceId, id);
  await recordAudit(context, 'endpoint.enable', enabled.id, auditable(enabled));
  return enabled;
}

/** It gets nothing more; what waits is cancelled. Its deliveries stay readable. */
export async function deleteEndpoint(context: Context, { id }: { id: string }): Promise<{ id: string }> {
  const { url } = await context.runtime.endpoints.delete(context.workspaceId, id);
  const outside = toId('endpoint', id);
  await recordAudit(context, 'endpoint.delete', outside, { url: withoutQuery(url) });
  return { id: outside };
}

const auditable = ({ url, enabled }: Pick<Endpoint, 'url' | 'enabled'>) => ({
  url: withoutQuery(url),
  enabled,
});

/** A query may carry a secret. */
const withoutQuery = (url: string) => url.replace(/[?#].*$/s, '');
