import {
  createdEndpoint,
  createEndpointInput,
  enabledEndpoint,
  endpoint,
  endpointHealth,
  endpointHealthInput,
  endpointIdInput,
  endpointPage,
  endpointPreview,
  endpointTest,
  listEndpointsInput,
  patchEndpointInput,
  previewEndpointInput,
  probedEndpoint,
  putEndpointInput,
  recoverEndpointInput,
  recovery,
  rotatedSecret,
  rotateSecretInput,
  testEndpointInput,
  testEvents,
  testEventsInput,
} from '@sista/shared/endpoint/endpoint-api.schema';
import { job } from '@sista/shared/job/job.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { cancelBacklog, probeEndpoint, recoverEndpoint } from './recover-endpoint.ts';
import { rotateSecret } from './rotate-secret.ts';
import { testEndpoint } from './test-endpoint.ts';
import { createEndpoint, deleteEndpoint, enableEndpoint, updateEndpoint } from './write-endpoint.ts';

const tags = ['endpoints'];
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const at = (method: Method, path: `/${string}`, summary: string) => ({
  openapi: { method, path, tags, summary },
});

export const endpointRouter = router({
  list: procedure('endpoint.read')
    .meta(at('GET', '/endpoints', 'List endpoints, newest first'))
    .input(listEndpointsInput)
    .output(endpointPage)
    .query(({ ctx, input }) => ctx.runtime.endpoints.list(ctx.workspaceId, input)),
  get: procedure('endpoint.read')
    .meta(at('GET', '/endpoints/{id}', 'Read an endpoint'))
    .input(endpointIdInput)
    .output(endpoint)
    .query(({ ctx, input }) => ctx.runtime.endpoints.read(ctx.workspaceId, input.id)),
  create: procedure('endpoint.write')
    .meta({ ...at('POST', '/endpoints', 'Add an endpoint; the answer shows its secret once'), created: true })
    .input(createEndpointInput)
    .output(createdEndpoint)
    .mutation(({ ctx, input }) => createEndpoint(ctx, input)),
  put: procedure('endpoint.write')
    .meta(at('PUT', '/endpoints/{id}', 'Replace the settings of an endpoint; its secret stays'))
    .input(putEndpointInput)
    .output(endpoint)
    .mutation(({ ctx, input }) => updateEndpoint(ctx, input)),
  update: procedure('endpoint.write')
    .meta(at('PATCH', '/endpoints/{id}', 'Change some settings of an endpoint'))
    .input(patchEndpointInput)
    .output(endpoint)
    .mutation(({ ctx, input }) => updateEndpoint(ctx, input)),
  delete: procedure('endpoint.write')
    .meta(at('DELETE', '/endpoints/{id}', 'Delete an endpoint; what waits for it is cancelled'))
    .input(endpointIdInput)
    .output(endpoint.pick({ id: true }))
    .mutation(({ ctx, input }) => deleteEndpoint(ctx, input)),
  pause: procedure('endpoint.write')
    .meta(at('POST', '/endpoints/{id}/pause', 'Switch an endpoint off; what it misses is parked'))
    .input(endpointIdInput)
    .output(endpoint)
    .mutation(({ ctx, input }) => updateEndpoint(ctx, { id: input.id, enabled: false })),
  enable: procedure('endpoint.write')
    .meta(at('POST', '/endpoints/{id}/enable', 'Switch an endpoint on; the answer says what it missed'))
    .input(endpointIdInput)
    .output(enabledEndpoint)
    .mutation(({ ctx, input }) => enableEndpoint(ctx, input)),
  rotateSecret: procedure('endpoint.write')
    .meta(at('POST', '/endpoints/{id}/rotate-secret', 'Make a new secret; for a while both sign'))
    .input(rotateSecretInput)
    .output(rotatedSecret)
    .mutation(({ ctx, input }) => rotateSecret(ctx, input)),
  preview: procedure('endpoint.read')
    .meta(at('POST', '/endpoints/preview', 'What a subscription would have received in 7 days'))
    .input(previewEndpointInput)
    .output(endpointPreview)
    .mutation(({ ctx, input }) => ctx.runtime.endpoints.preview(ctx.workspaceId, input)),
  testEvents: procedure('endpoint.read')
    .meta(at('GET', '/endpoints/{id}/test-events', 'Real events that can be sent as a test, newest first'))
    .input(testEventsInput)
    .output(testEvents)
    .query(({ ctx, input }) => ctx.runtime.endpoints.testEvents(ctx.workspaceId, input)),
  test: procedure('endpoint.write')
    .meta(at('POST', '/endpoints/{id}/test', 'Send one test event now; the answer holds the whole attempt'))
    .input(testEndpointInput)
    .output(endpointTest)
    .mutation(({ ctx, input }) => testEndpoint(ctx, input)),
  health: procedure('endpoint.read')
    .meta(at('GET', '/endpoints/{id}/health', 'How an endpoint did in a window of time'))
    .input(endpointHealthInput)
    .output(endpointHealth)
    .query(({ ctx, input }) => ctx.runtime.endpoints.health(ctx.workspaceId, input.id, input.window)),
  probe: procedure('delivery.replay')
    .meta(at('POST', '/endpoints/{id}/probe', 'Send the oldest waiting delivery now'))
    .input(endpointIdInput)
    .output(probedEndpoint)
    .mutation(({ ctx, input }) => probeEndpoint(ctx, input)),
  recover: procedure('delivery.replay')
    .meta(at('POST', '/endpoints/{id}/recover', 'Send again what an endpoint missed, as a job'))
    .input(recoverEndpointInput)
    .output(recovery)
    .mutation(({ ctx, input }) => recoverEndpoint(ctx, input)),
  cancelBacklog: procedure('endpoint.write')
    .meta({
      ...at('POST', '/endpoints/{id}/cancel-backlog', 'Cancel everything that waits, as a job'),
      created: true,
    })
    .input(endpointIdInput)
    .output(job)
    .mutation(({ ctx, input }) => cancelBacklog(ctx, input)),
});
