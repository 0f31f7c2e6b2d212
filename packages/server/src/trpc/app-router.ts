import { auditRouter } from '../audit/audit.router.ts';
import { binRouter } from '../bin/bin.router.ts';
import { captureRouter } from '../capture/capture.router.ts';
import { credentialRouter } from '../credential/credential.router.ts';
import { dataSourceRouter } from '../data-source/data-source.router.ts';
import { deliveryRouter } from '../delivery/delivery.router.ts';
import { employeeRouter } from '../employee/employee.router.ts';
import { endpointRouter } from '../endpoint/endpoint.router.ts';
import { eventTypeRouter } from '../event/event-type.router.ts';
import { flowRouter } from '../flow/flow.router.ts';
import { healthRouter } from '../health/health.router.ts';
import { jobRouter } from '../job/job.router.ts';
import { keyRouter } from '../key/key.router.ts';
import { memberRouter } from '../member/member.router.ts';
import { modelRouter } from '../model/model.router.ts';
import { runRouter } from '../run/run.router.ts';
import { sessionRouter } from '../session/session.router.ts';
import { sourceRouter } from '../source/source.router.ts';
import { teamRouter } from '../team/team.router.ts';
import { templateRouter } from '../template/template.router.ts';
import { workspaceRouter } from '../workspace/workspace.router.ts';
import { router } from './trpc.ts';

/** Every operation of editor and REST, by word and verb. */
export const appRouter = router({
  session: sessionRouter,
  workspace: workspaceRouter,
  flow: flowRouter,
  template: templateRouter,
  run: runRouter,
  job: jobRouter,
  capture: captureRouter,
  endpoint: endpointRouter,
  delivery: deliveryRouter,
  bin: binRouter,
  team: teamRouter,
  employee: employeeRouter,
  model: modelRouter,
  credential: credentialRouter,
  dataSource: dataSourceRouter,
  source: sourceRouter,
  eventType: eventTypeRouter,
  key: keyRouter,
  member: memberRouter,
  audit: auditRouter,
  health: healthRouter,
});

export type AppRouter = typeof appRouter;
