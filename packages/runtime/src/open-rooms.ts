import { executors } from '@sista/shared/executors';
import { toId } from '@sista/shared/ids';
import { nodeDefinitions } from '@sista/shared/nodes';
import { openAccept } from './accept/accept.ts';
import type { CaptureRow } from './accept/accept.types.ts';
import { createAcceptedRuns } from './accept/accepted-runs.ts';
import { binVerbs } from './bin/bin-verbs.ts';
import { openCaptureRecorder } from './capture/record-capture.ts';
import { openCheckpoints } from './checkpoint/checkpoint.ts';
import type { RunControl } from './control/cancel-run.ts';
import { createQuarantine } from './control/quarantine-run.ts';
import { passCrashPoint } from './crash-point.ts';
import { openCredential } from './credential/open-credential.ts';
import { createDataPort } from './data-source/data-port.ts';
import { dataSourceVerbs } from './data-source/data-source-verbs.ts';
import { createDataSources } from './data-source/data-sources.ts';
import { createSqlitePool } from './data-source/query-sqlite.ts';
import { CommitUnknown, isConnectionLost } from './db/connection.ts';
import { lacksPartition } from './db/partitions.ts';
import { implicitEndpoints } from './delivery/find-implicit-endpoint.ts';
import { createLines } from './delivery/lines.ts';
import { createEmitter } from './event/emit.ts';
import { parseTargetPolicy } from './http/address-guard.ts';
import { createOutbound } from './http/guarded-fetch.ts';
import { createModelSource } from './model/open-model.ts';
import { openVerbs } from './open-verbs.ts';
import { isDiskFull } from './process/disk-room.ts';
import { openPresence } from './process/open-presence.ts';
import { openQueue } from './queue/boss.ts';
import type { Pump } from './queue/pump.ts';
import type { RunShop, SlotDoor } from './run/activation.types.ts';
import { createVersionCache } from './run/version-cache.ts';
import { createRunWorker } from './run/work-runs.ts';
import type { LiveFeed } from './runtime-door.ts';
import type { RuntimeOptions } from './start-runtime.ts';
import { createEmployeePort } from './task/run-task.ts';
import { worksSlowly } from './task/works-slowly.ts';
import { wakeAwaiting, wakeRuns } from './wait/wake-runs.ts';

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** Opens the rooms of one process; nothing works yet. */
export async function openRooms(options: RuntimeOptions) {
  const { database, sealKeys, settings, publicUrl, clock, log } = options;
  const { hot, spare, prisma } = database;
  const now = () => clock.now();
  // What a commit of this process made ready; `startRuntime` says who takes it.
  const wakes = { run: () => {}, ai: () => {}, deliver: (_endpointId: string) => {} };
  // Steps of one run beside each other take free slots of the pumps; bound when the pumps start.
  const eager: Pick<Pump, 'reserve' | 'release' | 'start'> = {
    reserve: () => 0,
    release: () => {},
    start: () => {},
  };
  const slots: SlotDoor = { takeExtra: () => () => {}, isFull: () => false };
  const queue = await openQueue(database.relaxed, (error) =>
    log.warn({ err: error }, 'the queue reports an error'),
  );
  const presence = await openPresence(options);
  const { live, disk } = presence;
  const isOutage = (error: unknown) =>
    error instanceof CommitUnknown || isConnectionLost(error) || isDiskFull(error) || lacksPartition(error);
  const outbound = createOutbound({
    publicUrl,
    listenPort: options.listenPort,
    policy: parseTargetPolicy(String(settings.allowPrivateTargets)),
    log,
  });
  // Lines write events and events make lines: the knot is tied by this late binding.
  const emitter = createEmitter({
    publicUrl,
    log,
    strict: false,
    queueLines: (sql, names) => lines.queueLines(sql, names),
  });
  const lines = createLines({
    database,
    queue,
    outbound,
    emitter,
    sealKeys,
    publicUrl,
    clock,
    live,
    log,
    sockets: settings.deliveryConcurrency,
    onQueued: (endpointId) => wakes.deliver(endpointId),
    onSettled: (sql, settled) => wakeAwaiting(sql, queue, settled, () => wakes.run()),
  });
  const nudge = (endpointIds: readonly string[]) => {
    for (const id of endpointIds) lines.nudge(id);
  };
  const onKept = (captures: readonly CaptureRow[]) => {
    presence.tally.countCaptures(captures);
    if (!live.hasListeners()) return;
    for (const capture of captures) announceCapture(live, capture);
  };
  const acceptedRuns = createAcceptedRuns(now);
  const accept = openAccept({
    sql: database.pinned('accept', 2),
    clock,
    acceptedRuns,
    isOutage,
    closed: disk.closed,
    slots: {
      reserve: (most) => eager.reserve(most),
      release: (count) => eager.release(count),
      start: (runs) => eager.start(runs.map((run) => ({ ...run, retryCount: 0 }))),
    },
    backlog: () => (settings.role === 'server' ? 0 : acceptedRuns.size()),
    onQueued: () => wakes.run(),
    onAccepted: (captures) => {
      onKept(captures);
    },
  });
  const recorder = openCaptureRecorder({
    sql: spare,
    clock,
    isOutage,
    closed: disk.closed,
    onRecorded: onKept,
  });
  const counted = openCheckpoints({
    sql: database.pinned('checkpoint', 2),
    queue,
    emitter,
    clock,
    isOutage,
    claimEpoch: lines.claimEpoch,
    onClaimed: lines.handOver,
    onNudge: nudge,
    onRequeued: (lane) => (lane === 'ai' ? wakes.ai() : wakes.run()),
  });
  const checkpoints = presence.tally.countEnds(counted);
  const catalogue = new Map(Object.entries(nodeDefinitions));
  const versionOf = createVersionCache(hot, catalogue);
  const sqlite = createSqlitePool();
  const dataSources = createDataSources({ sql: hot, sqlite, dataDir: settings.dataDir });
  const open = (workspaceId: string, credentialId: string) =>
    openCredential(hot, sealKeys, { workspaceId, credentialId, now: now() });
  const openApiKey = async (workspaceId: string, id: string) => {
    const found = await open(workspaceId, id);
    return found?.type === 'model-provider' ? found.apiKey : '';
  };
  const bins = binVerbs({ database, sealKeys, live, publicUrl, clock });
  const models = createModelSource({ sql: hot, outbound, openApiKey });
  const shop: RunShop = {
    sql: hot,
    checkpoints,
    versionOf,
    executors,
    catalogue,
    clock,
    live,
    log,
    outbound,
    sealKeys,
    emitter,
    publicUrl,
    implicitEndpoint: implicitEndpoints(),
    inboxUrl: async (workspaceId) => (await bins.defaultBin(workspaceId)).url,
    slots,
    isOutage,
    wake: async (runId) => {
      await hot.transaction((sql) => wakeRuns(sql, queue, [runId]));
      wakes.run();
    },
    worksSlowly: (place, employee) => worksSlowly(hot, models, place, employee),
    employees: createEmployeePort({
      sql: hot,
      clock,
      models,
      dataSources,
      log: (level, message, details = {}) => log[level](details, message),
    }),
    data: createDataPort(dataSources),
    crashPoint: options.crashPoint ?? passCrashPoint,
  };
  const worker = createRunWorker(
    shop,
    queue,
    hot,
    acceptedRuns,
    createQuarantine({ ...shop, sql: hot, queue, emitter, nudge }),
  );
  const control: RunControl = {
    sql: hot,
    queue,
    live,
    emitter,
    nudge,
    publicUrl,
    now,
    versionOf,
    abort: worker.abort,
    onQueued: () => wakes.run(),
  };
  const schedules = { emitter, versionOf, catalogue, publicUrl, log };
  const verbs = openVerbs(options, {
    accept,
    recorder,
    control,
    versionOf,
    catalogue,
    open,
    lines,
    emitter,
    bins,
    nudge,
    outbound,
    openApiKey,
    captures: { closed: disk.closed, onKept },
    dataSources: dataSourceVerbs(dataSources, { sqlite, dataDir: settings.dataDir }),
  });
  return {
    presence,
    emitter,
    versionOf,
    schedules,
    nudge,
    queue,
    live,
    outbound,
    lines,
    accept,
    checkpoints,
    sqlite,
    worker,
    wakes,
    slots,
    eager,
    verbs,
    prisma,
  };
}

function announceCapture(live: LiveFeed, capture: CaptureRow): void {
  const flowId = toId('flow', capture.flowId);
  live.publish([`flow:${flowId}`, `workspace:${toId('workspace', capture.workspaceId)}`], {
    type: 'capture',
    captureId: toId('capture', capture.id),
    flowId,
    outcome: capture.outcome,
    reason: capture.reason,
    receivedAt: new Date(capture.receivedAtMs).toISOString(),
  });
}
