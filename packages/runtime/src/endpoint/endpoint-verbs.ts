import type {
  CreatedEndpoint,
  CreateEndpointInput,
  EnabledEndpoint,
  Endpoint,
  EndpointHealth,
  EndpointPreview,
  EndpointTest,
  HealthWindow,
  ListEndpointsInput,
  PatchEndpointInput,
  PreviewEndpointInput,
  RecoverEndpointInput,
  Recovery,
  RotatedSecret,
  RotateSecretInput,
  TestEndpointInput,
  TestEvents,
} from '@sista/shared/endpoint/endpoint-api.schema';
import type { JobView } from '@sista/shared/job/job.schema';
import type { Page } from '@sista/shared/page.schema';
import type { Asking } from '../employee/verb-context.ts';
import { endpointHealth } from './endpoint-health.ts';
import { listEndpoints, readEndpointRow, viewEndpoint } from './endpoint-rows.ts';
import type { EndpointShop } from './endpoint-shop.ts';
import { enableEndpoint } from './missed-deliveries.ts';
import { listTestEvents, previewEndpoint } from './preview-endpoint.ts';
import { probeEndpoint } from './probe-endpoint.ts';
import { orderJob, recoverEndpoint } from './recover-endpoint.ts';
import { rotateSecret } from './rotate-secret.ts';
import { testEndpoint } from './test-endpoint.ts';
import { createEndpoint, deleteEndpoint, updateEndpoint } from './write-endpoint.ts';

type Ordering = { workspaceId: string; by: string };

/** Endpoints as the server sees them. Ids are UUIDs; each verb refuses what is not of the workspace. */
export type EndpointVerbs = {
  list(workspaceId: string, query: ListEndpointsInput): Promise<Page<Endpoint>>;
  read(workspaceId: string, id: string): Promise<Endpoint>;
  create(workspaceId: string, input: CreateEndpointInput): Promise<CreatedEndpoint>;
  /** What is not named stays. */
  update(workspaceId: string, input: PatchEndpointInput): Promise<Endpoint>;
  /** Says what it missed; nothing of it is sent unasked. */
  enable(workspaceId: string, id: string): Promise<EnabledEndpoint>;
  delete(workspaceId: string, id: string): Promise<{ url: string }>;
  rotateSecret(asking: Asking, input: RotateSecretInput): Promise<RotatedSecret>;
  preview(workspaceId: string, input: PreviewEndpointInput): Promise<EndpointPreview>;
  testEvents(workspaceId: string, input: { id: string; eventType?: string | undefined }): Promise<TestEvents>;
  test(workspaceId: string, input: TestEndpointInput): Promise<EndpointTest>;
  health(workspaceId: string, id: string, window: HealthWindow): Promise<EndpointHealth>;
  /** Gives the UUID of the delivery that is sent. */
  probe(workspaceId: string, id: string): Promise<string>;
  recover(ordering: Ordering, input: RecoverEndpointInput): Promise<Recovery>;
  cancelBacklog(ordering: Ordering, id: string): Promise<JobView>;
};

export function endpointVerbs(shop: EndpointShop): EndpointVerbs {
  const { database, sealKeys, now } = shop;
  const { hot } = database;
  return {
    list: (workspaceId, query) => listEndpoints(hot, workspaceId, query, sealKeys, now()),
    read: async (workspaceId, id) =>
      viewEndpoint(await readEndpointRow(hot, workspaceId, id, now()), sealKeys, now()),
    create: (workspaceId, input) => createEndpoint(shop, workspaceId, input),
    update: (workspaceId, input) => updateEndpoint(shop, workspaceId, input),
    enable: (workspaceId, id) => enableEndpoint(shop, workspaceId, id),
    delete: (workspaceId, id) => deleteEndpoint(shop, workspaceId, id),
    rotateSecret: (asking, input) => rotateSecret(shop, asking, input),
    preview: (workspaceId, input) => previewEndpoint(shop, workspaceId, input),
    testEvents: (workspaceId, input) => listTestEvents(shop, workspaceId, input),
    test: (workspaceId, input) => testEndpoint(shop, workspaceId, input),
    health: (workspaceId, id, window) => endpointHealth(shop, workspaceId, id, window),
    probe: (workspaceId, id) => probeEndpoint(shop, workspaceId, id),
    recover: (ordering, input) => recoverEndpoint(shop, ordering, input),
    async cancelBacklog(ordering, id) {
      await readEndpointRow(hot, ordering.workspaceId, id, now());
      return orderJob(shop, ordering, 'cancel-backlog', { endpointId: id }, null);
    },
  };
}
