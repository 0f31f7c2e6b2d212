import {
  createFlowInput,
  exportedDocument,
  flow,
  flowIdInput,
  flowListItem,
  flowSample,
  flowVersion,
  importFlowInput,
  listFlowsInput,
  listVersionsInput,
  publishFlowInput,
  putFlowInput,
  rotateIngressInput,
  setSampleInput,
  startedRun,
  startFlowInput,
  testFlowInput,
  triggerState,
  versionInput,
} from '@sista/shared/flow/flow-api.schema';
import { pageOf } from '@sista/shared/page.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { createFlow } from './create-flow.ts';
import { deleteFlow } from './delete-flow.ts';
import { duplicateFlow } from './duplicate-flow.ts';
import { exportFlow } from './export-flow.ts';
import { getFlow } from './get-flow.ts';
import { importFlow } from './import-flow.ts';
import { listFlows } from './list-flows.ts';
import { getVersion, listVersions } from './list-versions.ts';
import { pauseFlow, resumeFlow } from './pause-flow.ts';
import { publishFlow } from './publish-flow.ts';
import { putFlow } from './put-flow.ts';
import { readTriggerState } from './read-trigger-state.ts';
import { restoreVersion } from './restore-version.ts';
import { rotateIngress } from './rotate-ingress.ts';
import { getSample, setSample } from './set-sample.ts';
import { startFlow } from './start-flow.ts';
import { testFlow } from './test-flow.ts';

const tags = ['flows'];

export const flowRouter = router({
  list: procedure('flow.read')
    .meta({ openapi: { method: 'GET', path: '/flows', tags, summary: 'List flows' } })
    .input(listFlowsInput)
    .output(pageOf(flowListItem))
    .query(({ ctx, input }) => listFlows(ctx, input)),
  create: procedure('flow.write')
    .meta({ openapi: { method: 'POST', path: '/flows', tags, summary: 'Create a flow' }, created: true })
    .input(createFlowInput)
    .output(flow)
    .mutation(({ ctx, input }) => createFlow(ctx, input)),
  get: procedure('flow.read')
    .meta({ openapi: { method: 'GET', path: '/flows/{id}', tags, summary: 'Read a flow' } })
    .input(flowIdInput)
    .output(flow)
    .query(({ ctx, input }) => getFlow(ctx, input)),
  put: procedure('flow.write')
    .meta({ openapi: { method: 'PUT', path: '/flows/{id}', tags, summary: 'Save the draft of a flow' } })
    .input(putFlowInput)
    .output(flow)
    .mutation(({ ctx, input }) => putFlow(ctx, input)),
  delete: procedure('flow.write')
    .meta({ openapi: { method: 'DELETE', path: '/flows/{id}', tags, summary: 'Delete a flow' } })
    .input(flowIdInput)
    .output(flow.pick({ id: true }))
    .mutation(({ ctx, input }) => deleteFlow(ctx, input)),
  duplicate: procedure('flow.write')
    .input(flowIdInput)
    .output(flow)
    .mutation(({ ctx, input }) => duplicateFlow(ctx, input)),
  publish: procedure('flow.publish')
    .meta({ openapi: { method: 'POST', path: '/flows/{id}/publish', tags, summary: 'Publish the draft' } })
    .input(publishFlowInput)
    .output(flowVersion)
    .mutation(({ ctx, input }) => publishFlow(ctx, input)),
  pause: procedure('flow.publish')
    .meta({ openapi: { method: 'POST', path: '/flows/{id}/pause', tags, summary: 'Pause a flow' } })
    .input(flowIdInput)
    .output(flow)
    .mutation(({ ctx, input }) => pauseFlow(ctx, input)),
  resume: procedure('flow.publish')
    .meta({ openapi: { method: 'POST', path: '/flows/{id}/resume', tags, summary: 'Resume a paused flow' } })
    .input(flowIdInput)
    .output(flow)
    .mutation(({ ctx, input }) => resumeFlow(ctx, input)),
  versions: procedure('flow.read')
    .meta({ openapi: { method: 'GET', path: '/flows/{id}/versions', tags, summary: 'List versions' } })
    .input(listVersionsInput)
    .output(pageOf(flowVersion))
    .query(({ ctx, input }) => listVersions(ctx, input)),
  version: procedure('flow.read')
    .meta({ openapi: { method: 'GET', path: '/flows/{id}/versions/{n}', tags, summary: 'Read a version' } })
    .input(versionInput)
    .output(flowVersion)
    .query(({ ctx, input }) => getVersion(ctx, input)),
  restoreVersion: procedure('flow.write')
    .meta({
      openapi: {
        method: 'POST',
        path: '/flows/{id}/versions/{n}/restore',
        tags,
        summary: 'Make a version the draft',
      },
    })
    .input(versionInput)
    .output(flow)
    .mutation(({ ctx, input }) => restoreVersion(ctx, input)),
  test: procedure('flow.test')
    .meta({ openapi: { method: 'POST', path: '/flows/{id}/test', tags, summary: 'Run the draft' } })
    .input(testFlowInput)
    .output(startedRun)
    .mutation(({ ctx, input }) => testFlow(ctx, input)),
  start: procedure('run.start')
    .meta({ openapi: { method: 'POST', path: '/flows/{id}/runs', tags, summary: 'Run the live version' } })
    .input(startFlowInput)
    .output(startedRun)
    .mutation(({ ctx, input }) => startFlow(ctx, input)),
  export: procedure('flow.read')
    .meta({
      openapi: { method: 'GET', path: '/flows/{id}/export', tags, summary: 'Export the draft as a document' },
    })
    .input(flowIdInput)
    .output(exportedDocument)
    .query(({ ctx, input }) => exportFlow(ctx, input)),
  import: procedure('flow.write')
    .meta({
      openapi: { method: 'POST', path: '/flows/import', tags, summary: 'Import a document' },
      created: true,
    })
    .input(importFlowInput)
    .output(flow)
    .mutation(({ ctx, input }) => importFlow(ctx, input)),
  rotateIngress: procedure('flow.publish')
    .meta({
      openapi: {
        method: 'POST',
        path: '/flows/{id}/ingress/rotate',
        tags,
        summary: 'Give the flow a new address',
      },
    })
    .input(rotateIngressInput)
    .output(flow)
    .mutation(({ ctx, input }) => rotateIngress(ctx, input)),
  setSample: procedure('flow.write')
    .input(setSampleInput)
    .output(flowSample.nullable())
    .mutation(({ ctx, input }) => setSample(ctx, input)),
  getSample: procedure('flow.read')
    .input(flowIdInput)
    .output(flowSample.nullable())
    .query(({ ctx, input }) => getSample(ctx, input)),
  triggerState: procedure('flow.read')
    .input(flowIdInput)
    .output(triggerState)
    .query(({ ctx, input }) => readTriggerState(ctx, input)),
});
