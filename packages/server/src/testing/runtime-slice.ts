import type { LiveFeed, RunVerbs } from '@sista/runtime';
import type { Database, Logger, SealKeys } from '@sista/runtime/db';
import type { LiveMessage } from '@sista/shared/live-message';
import { readers } from '@sista/shared/readers';
import { openAccept } from '../../../runtime/src/accept/accept.ts';
import { binVerbs } from '../../../runtime/src/bin/bin-verbs.ts';
import { listCaptures } from '../../../runtime/src/capture/list-captures.ts';
import { readCapture } from '../../../runtime/src/capture/read-capture.ts';
import { openCaptureRecorder } from '../../../runtime/src/capture/record-capture.ts';
import { replayCapture } from '../../../runtime/src/capture/replay-capture.ts';
import { systemClock } from '../../../runtime/src/clock.ts';
import { openCredential } from '../../../runtime/src/credential/open-credential.ts';
import { listDeliveries } from '../../../runtime/src/delivery/list-deliveries.ts';
import { readDelivery } from '../../../runtime/src/delivery/read-delivery.ts';
import { rotateWorkspaceSecret, showWorkspaceSecret } from '../../../runtime/src/delivery/signing-secret.ts';
import { archiveEmployee } from '../../../runtime/src/employee/archive-employee.ts';
import { hireEmployee } from '../../../runtime/src/employee/hire-employee.ts';
import { listEmployees, listTeams, readEmployee } from '../../../runtime/src/employee/list-employees.ts';
import { staffDocument } from '../../../runtime/src/employee/staff-document.ts';
import { createTeam, deleteTeam, readTeam, updateTeam } from '../../../runtime/src/employee/teams.ts';
import { updateEmployee } from '../../../runtime/src/employee/update-employee.ts';
import { createEmitter } from '../../../runtime/src/event/emit.ts';
import { flowActivity } from '../../../runtime/src/flow/flow-activity.ts';
import { freezeDraft } from '../../../runtime/src/flow/freeze-draft.ts';
import { parseTargetPolicy } from '../../../runtime/src/http/address-guard.ts';
import { createOutbound } from '../../../runtime/src/http/guarded-fetch.ts';
import { createModelDoor } from '../../../runtime/src/model/model-verbs.ts';
import { openQueue } from '../../../runtime/src/queue/boss.ts';
import { nodeCatalogue } from '../flow/flow-facts.ts';
import type { ServerRuntime } from '../trpc/server-runtime.ts';

type Slice = Omit<ServerRuntime, 'deliveries'> & {
  deliveries: Omit<ServerRuntime['deliveries'], 'replay'>;
};

export async function openRuntimeSlice(options: {
  database: Database;
  sealKeys: SealKeys;
  publicUrl: string;
  log: Logger;
}) {
  const { database, sealKeys, publicUrl, log } = options;
  const { hot, prisma, history } = database;
  const now = () => Date.now();
  const queue = await openQueue(hot, () => undefined);
  const door = openAccept({
    sql: hot,
    queue,
    clock: systemClock,
    isOutage: () => false,
    onAccepted: () => undefined,
  });
  const emitter = createEmitter({
    publicUrl,
    log,
    strict: true,
    queueLines: async () => undefined,
  });
  const live = openFeed();
  const verbs = { prisma, emitter, now, nudge: () => undefined };
  const open = (workspaceId: string, credentialId: string) =>
    openCredential(hot, sealKeys, { workspaceId, credentialId, now: now() });
  const freeze = (workspaceId: string, flowId: string) =>
    freezeDraft(hot, nodeCatalogue, { workspaceId, flowId, now: now() });
  const recorder = openCaptureRecorder({ sql: database.spare, clock: systemClock, isOutage: () => false });
  const replayWorld = {
    sql: hot,
    clock: systemClock,
    readers,
    accept: door.accept,
    openCredential: open,
    freezeDraft: freeze,
  };
  const outbound = createOutbound({
    publicUrl,
    policy: parseTargetPolicy('true'),
    log,
    listenPort: () => undefined,
  });
  const openApiKey = async (workspaceId: string, id: string) => {
    const found = await open(workspaceId, id);
    return found?.type === 'model-provider' ? found.apiKey : '';
  };
  const runtime: Slice = {
    models: createModelDoor({ prisma, outbound, sealKeys, openApiKey, now }),
    runs: { accept: door.accept, recordCapture: recorder.record } as RunVerbs,
    live,
    bins: binVerbs({ database, sealKeys, live, publicUrl, clock: systemClock }),
    credentials: { open },
    flows: {
      activityOf: (ws: string, ids: readonly string[]) => flowActivity(history, ws, ids, now()),
      freezeDraft: freeze,
    },
    captures: {
      list: (ws, query) => listCaptures(history, ws, query),
      read: (ws, id) => readCapture(history, ws, id),
      replay: (replay) => replayCapture(replayWorld, replay),
    },
    deliveries: {
      list: (ws, query) => listDeliveries(history, ws, query),
      read: (ws, id) => readDelivery(history, ws, id, now()),
      showSigningSecret: (ws) => showWorkspaceSecret(hot, ws, sealKeys, now()),
      rotateSigningSecret: (ws, hours) => rotateWorkspaceSecret(hot, ws, sealKeys, hours, now()),
    },
    employees: {
      list: (ws, query) => listEmployees(prisma, ws, query),
      read: (ws, id) => readEmployee(prisma, ws, id),
      hire: (asking, input) => hireEmployee(verbs, asking, input),
      update: (asking, input) => updateEmployee(verbs, asking, input),
      archive: (asking, id) => archiveEmployee(verbs, asking, id),
      staffDocument: (db, asking, draft, store) => staffDocument(verbs, db, asking, draft, store),
    },
    teams: {
      list: (ws, page) => listTeams(prisma, ws, page),
      read: (ws, id) => readTeam(prisma, ws, id),
      create: (ws, input) => createTeam(prisma, ws, input),
      update: (ws, input) => updateTeam(prisma, ws, input),
      delete: (ws, id) => deleteTeam(prisma, ws, id),
    },
  };
  return { runtime: runtime as unknown as ServerRuntime, stop: () => queue.stop() };
}

function openFeed(): LiveFeed {
  const listeners = new Set<{ topics: readonly string[]; receive: (message: LiveMessage) => void }>();
  return {
    publish(topics, message) {
      for (const one of listeners)
        if (one.topics.some((topic) => topics.includes(topic))) one.receive(message);
    },
    subscribe(topics, receive) {
      const one = { topics, receive };
      listeners.add(one);
      return () => listeners.delete(one);
    },
  };
}
