import { executors } from '@sista/shared/executors';
import { toId } from '@sista/shared/ids';
import { nodeDefinitions } from '@sista/shared/nodes';
import { openAccept } from './accept/accept.ts';
import type { CaptureRow } from './accept/accept.types.ts';
import { binVerbs } from './bin/bin-verbs.ts';
import { openCaptureRecorder } from './capture/record-capture.ts';
import { openCredential } from './credential/open-credential.ts';
import { createDataSources } from './data-source/data-sources.ts';
import { createSqlitePool } from './data-source/query-sqlite.ts';
import { isConnectionLost } from './db/connection.ts';
import { implicitEndpoints } from './delivery/find-implicit-endpoint.ts';
import { createLines } from './delivery/lines.ts';
import { createEmitter } from './event/emit.ts';
import { parseTargetPolicy } from './http/address-guard.ts';
import { createOutbound } from './http/guarded-fetch.ts';
import { createLiveFeed } from './live/live-feed.ts';
import { createModelSource } from './model/open-model.ts';
import { openVerbs } from './open-verbs.ts';
import { openQueue } from './queue/boss.ts';
import type { RunShop } from './run/activation.types.ts';
import type { RunControl } from './run/cancel-run.ts';
import { openCheckpoints } from './run/checkpoint.ts';
import { createVersionCache } from './run/version-cache.ts';
import { createRunWorker } from './run/work-runs.ts';
import type { RuntimeOptions } from './start-runtime.ts';
import { createEmployeePort } from './task/run-task.ts';

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** Opens the rooms of one process; nothing works yet. */
export async function openRooms(options: RuntimeOptions) {
  const { database, sealKeys, settings, publicUrl, clock, log } = options;
  const { hot, spare, prisma } = database;
  const now = () => clock.now();
  const wakes = { run: () => {}, deliver: () => {} };
  const queue = await openQueue(hot, (error) => log.warn({ err: error }, 'the queue reports an error'));
  const live = createLiveFeed();
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
    onQueued: () => wakes.deliver(),
    // No node type of this release waits for a delivery.
    onSettled: async () => {},
  });
  const nudge = (endpointIds: readonly string[]) => {
    for (const id of endpointIds) lines.nudge(id);
  };
  const announce = (captures: readonly CaptureRow[]) => {
    for (const capture of captures) announceCapture(live, capture);
  };
  const accept = openAccept({
    sql: database.pinned('accept'),
    queue,
    clock,
    isOutage: isConnectionLost,
    onAccepted: (captures) => {
      wakes.run();
      announce(captures);
    },
  });
  const recorder = openCaptureRecorder({
    sql: spare,
    clock,
    isOutage: isConnectionLost,
    onRecorded: announce,
  });
  const checkpoints = openCheckpoints({
    sql: database.pinned('checkpoint'),
    queue,
    emitter,
    clock,
    isOutage: isConnectionLost,
    onNudge: nudge,
  });
  const catalogue = new Map(Object.entries(nodeDefinitions));
  const versionOf = createVersionCache(hot, catalogue);
  const sqlite = createSqlitePool();
  const open = (workspaceId: string, credentialId: string) =>
    openCredential(hot, sealKeys, { workspaceId, credentialId, now: now() });
  const openApiKey = async (workspaceId: string, id: string) => {
    const found = await open(workspaceId, id);
    return found?.type === 'model-provider' ? found.apiKey : '';
  };
  const bins = binVerbs({ database, sealKeys, live, publicUrl, clock });
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
    employees: createEmployeePort({
      sql: hot,
      clock,
      models: createModelSource({ sql: hot, outbound, openApiKey }),
      dataSources: createDataSources({ sql: hot, sqlite, dataDir: settings.dataDir }),
      log: (level, message, details = {}) => log[level](details, message),
    }),
    crashPoint: options.crashPoint ?? (() => {}),
  };
  const worker = createRunWorker(shop, queue, hot);
  const control: RunControl = {
    sql: hot,
    queue,
    live,
    now,
    abort: worker.abort,
    onQueued: () => wakes.run(),
  };
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
  });
  return { queue, live, outbound, lines, accept, checkpoints, sqlite, worker, wakes, verbs, prisma };
}

function announceCapture(live: ReturnType<typeof createLiveFeed>, capture: CaptureRow): void {
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
