import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import type { OpenCredential } from '@sista/shared/node/step-context';
import { readers } from '@sista/shared/readers';
import type { Refusal } from '@sista/shared/refusal';
import type { AcceptDoor } from './accept/accept.ts';
import type { CaptureRow } from './accept/accept.types.ts';
import type { BinVerbs } from './bin/bin-verbs.ts';
import { callbackUrl } from './callback/callback-key.ts';
import { callbackVerbs } from './callback/callback-verbs.ts';
import { listCaptures } from './capture/list-captures.ts';
import { readCapture } from './capture/read-capture.ts';
import type { CaptureRecorder } from './capture/record-capture.ts';
import { type CaptureReplay, replayCapture } from './capture/replay-capture.ts';
import { cancelRun, type RunControl } from './control/cancel-run.ts';
import { retryRun } from './control/retry-run.ts';
import { settleStep } from './control/settle-step.ts';
import type { DataSourceVerbs } from './data-source/data-source-verbs.ts';
import { type CatalogueTransaction, sqlOf } from './db/catalogue.ts';
import { deliveryVerbs } from './delivery/delivery-verbs.ts';
import type { Lines } from './delivery/lines.ts';
import { createEmployeeDoor, createTeamDoor } from './employee/employee-verbs.ts';
import { endpointVerbs } from './endpoint/endpoint-verbs.ts';
import type { Emitter } from './event/emit.ts';
import { flowActivity } from './flow/flow-activity.ts';
import { freezeDraft } from './flow/freeze-draft.ts';
import { listRuns } from './history/list-runs.ts';
import { readRun } from './history/read-run.ts';
import type { Outbound } from './http/outbound.ts';
import { jobVerbs } from './job/job-verbs.ts';
import { createModelDoor } from './model/model-verbs.ts';
import type { CompiledVersion } from './run/version-cache.ts';
import type { RunVerbs } from './runtime-door.ts';
import { setSchedule } from './schedule/set-schedule.ts';
import type { RuntimeOptions } from './start-runtime.ts';

export type VerbRooms = {
  accept: AcceptDoor;
  recorder: CaptureRecorder;
  control: RunControl;
  versionOf: (versionId: string) => Promise<CompiledVersion>;
  catalogue: NodeCatalogue;
  open: (workspaceId: string, credentialId: string) => Promise<OpenCredential | null>;
  openApiKey: (workspaceId: string, credentialId: string) => Promise<string>;
  lines: Lines;
  emitter: Emitter;
  bins: BinVerbs;
  nudge: (endpointIds: readonly string[]) => void;
  outbound: Outbound;
  dataSources: DataSourceVerbs;
  captures: {
    /** Why nothing may be kept at the moment. */
    closed: () => Refusal | undefined;
    /** After the commit: counts them, and tells whoever looks at Received. */
    onKept: (captures: readonly CaptureRow[]) => void;
  };
};

/** The verbs that the server may call, over the rooms of this process. */
export function openVerbs(options: RuntimeOptions, rooms: VerbRooms) {
  const { database, sealKeys, clock } = options;
  const { hot, history, prisma } = database;
  const now = () => clock.now();
  const freeze = (workspaceId: string, flowId: string) =>
    freezeDraft(hot, rooms.catalogue, { workspaceId, flowId, now: now() });
  const runs: RunVerbs = {
    accept: rooms.accept.accept,
    recordCapture: rooms.recorder.record,
    cancelRun: (workspaceId, runId, by) => cancelRun(rooms.control, workspaceId, runId, by),
    retryRun: (workspaceId, runId) => retryRun(rooms.control, workspaceId, runId),
    listRuns: (workspaceId, query) => listRuns(history, workspaceId, query),
    readRun: (workspaceId, runId) =>
      readRun(
        history,
        {
          versionOf: rooms.versionOf,
          callbackUrlOf: (place) => callbackUrl(options.publicUrl, sealKeys, place),
        },
        workspaceId,
        runId,
      ),
    settleStep: (settle) => settleStep(rooms.control, settle),
  };
  const replayWorld = {
    sql: hot,
    clock,
    readers,
    accept: rooms.accept.accept,
    openCredential: rooms.open,
    freezeDraft: freeze,
  };
  const deliveries = deliveryVerbs({ database, lines: rooms.lines, emitter: rooms.emitter, sealKeys, clock });
  const employeeVerbs = { prisma, emitter: rooms.emitter, now, nudge: rooms.nudge };
  return {
    runs,
    flows: {
      activityOf: (workspaceId: string, flowIds: readonly string[]) =>
        flowActivity(history, workspaceId, flowIds, now()),
      freezeDraft: freeze,
      /** After a change of the flow's status or live version, in the same transaction: sets or removes its timer. */
      setSchedule: (tx: Pick<CatalogueTransaction, '$queryRawUnsafe'>, flowId: string) =>
        setSchedule(sqlOf(tx), rooms.catalogue, flowId, now()),
    },
    jobs: jobVerbs({ sql: hot, live: rooms.control.live, now }),
    credentials: { open: rooms.open },
    captures: {
      list: (workspaceId: string, query: Parameters<typeof listCaptures>[2]) =>
        listCaptures(history, workspaceId, query),
      read: (workspaceId: string, captureId: string) => readCapture(history, workspaceId, captureId),
      replay: (replay: CaptureReplay) => replayCapture(replayWorld, replay),
    },
    callbacks: callbackVerbs({
      sql: hot,
      queue: rooms.control.queue,
      sealKeys,
      versionOf: rooms.versionOf,
      closed: rooms.captures.closed,
      onKept(capture, woken) {
        if (woken) rooms.control.onQueued();
        rooms.captures.onKept([capture]);
      },
    }),
    deliveries: {
      ...deliveries,
      replay: async (workspaceId: string, deliveryId: string) =>
        (await deliveries.replay(workspaceId, deliveryId)).deliveryId,
    },
    endpoints: endpointVerbs({
      database,
      lines: rooms.lines,
      emitter: rooms.emitter,
      outbound: rooms.outbound,
      live: rooms.control.live,
      sealKeys,
      publicUrl: options.publicUrl,
      now,
    }),
    bins: rooms.bins,
    dataSources: rooms.dataSources,
    employees: createEmployeeDoor(employeeVerbs),
    teams: createTeamDoor(employeeVerbs),
    models: createModelDoor({
      prisma,
      outbound: rooms.outbound,
      sealKeys,
      openApiKey: rooms.openApiKey,
      now,
    }),
  };
}
