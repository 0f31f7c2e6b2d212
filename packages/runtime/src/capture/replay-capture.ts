import { captureOutcomes } from '@sista/shared/capture/capture-outcome';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { toId, uuidTimeMs } from '@sista/shared/ids';
import type { OpenCredential } from '@sista/shared/node/step-context';
import { Refusal } from '@sista/shared/refusal';
import { nameOf } from '@sista/shared/run/run-status';
import { buildTrigger, type TriggerAuth } from '@sista/shared/source/build-trigger';
import type { SourceReader, SourceRequest } from '@sista/shared/source/define-source';
import { findIngressTrigger } from '@sista/shared/source/find-trigger';
import { parseBody } from '@sista/shared/source/parse-body';
import { unpackBody } from '@sista/shared/source/unpack-body';
import { sources } from '@sista/shared/sources';
import type { Accepted, AcceptRequest } from '../accept/accept.types.ts';
import type { Clock } from '../clock.ts';
import type { Sql } from '../db/sql.ts';
import { toSummary } from './capture-row.ts';
import { isTruncated, loadCapture, type StoredCapture } from './read-capture.ts';
import { verifyAgain } from './verify-again.ts';

export type FlowVersionText = { versionId: string; document: FlowDocument };

export type ReplayWorld = {
  sql: Sql;
  clock: Clock;
  readers: Readonly<Record<string, SourceReader>>;
  accept(request: AcceptRequest): Promise<Accepted>;
  /** Null where the credential is gone. */
  openCredential(workspaceId: string, credentialId: string): Promise<OpenCredential | null>;
  /** The draft as an unpublished version, as test-fire makes it. Throws a Refusal where the draft cannot run. */
  freezeDraft(workspaceId: string, flowId: string): Promise<FlowVersionText>;
};

export type CaptureReplay = {
  workspaceId: string;
  captureId: string;
  version: 'live' | 'draft';
  /** Start a refused request all the same, as unauthenticated. */
  trust: boolean;
  /** Who asked, for the page of the capture. */
  by: string;
};

const mostBytes = 10 * 1_048_576;

/**
 * Makes a run of a kept request, normalised anew, past dedupe and age. Ids are UUIDs. Throws a Refusal that says why
 * it cannot: gone, never published, only a head, unreadable, or not authentic.
 */
export async function replayCapture(
  world: ReplayWorld,
  replay: CaptureReplay,
): Promise<{ runId: string; flowId: string }> {
  const { workspaceId, captureId } = replay;
  const row = await loadCapture(world.sql, workspaceId, captureId);
  if (row.meta?.callback)
    throw new Refusal(
      'conflict',
      'This request was for a waiting step of a run and starts no flow, so it cannot be replayed. Replay the run instead.',
    );
  const version =
    replay.version === 'draft'
      ? await world.freezeDraft(workspaceId, row.flow_id)
      : await liveVersion(world.sql, row.flow_id);
  const trigger = findIngressTrigger(version.document, row.node_id) ?? findIngressTrigger(version.document);
  if (!trigger)
    throw new Refusal(
      'conflict',
      'This version of the flow starts without a request, so there is nothing to replay it with.',
    );
  const auth = await authOf(world, replay, row, trigger.config);
  const request = await requestOf(row, trigger.config.source);
  const built = await buildTrigger({ ...trigger, readers: world.readers, request, auth });
  if (!built.ok) throw new Refusal('invalid_input', built.message);
  const { runId } = await world.accept({
    workspaceId,
    flowId: row.flow_id,
    versionId: version.versionId,
    ingressId: null,
    trigger: 'replay',
    mode: 'replay',
    effects: 'send',
    input: built.trigger,
    capture: null,
    captureId,
    dedupe: [],
    parentRunId: null,
  });
  if (runId === null) throw new Error(`the replay of capture ${captureId} got no run`);
  await noteReplay(world, replay, runId, version.versionId);
  return { runId, flowId: row.flow_id };
}

async function liveVersion(sql: Sql, flowId: string): Promise<FlowVersionText> {
  const [row] = await sql.query<{ id: string; document: FlowDocument }>(
    'live-version-of-flow',
    `select v.id, v.document from public.flow f join public.flow_version v on v.id = f.live_version_id
     where f.id = $1 and f.deleted_at is null`,
    [flowId],
  );
  if (!row) throw new Refusal('conflict', 'This flow is not published. Publish it, or replay on the draft.');
  return { versionId: row.id, document: row.document };
}

/** Authentic stays authentic; what was refused is judged anew by the secrets of today. */
async function authOf(
  world: ReplayWorld,
  { workspaceId, trust }: CaptureReplay,
  row: StoredCapture,
  config: Readonly<Record<string, unknown>>,
): Promise<TriggerAuth> {
  if (nameOf(captureOutcomes, row.outcome) !== 'refused') return toSummary(row).auth;
  const verdict = await verifyAgain(world, workspaceId, row, config);
  if (verdict.ok) return { mode: verdict.mode, verified: verdict.verified, secret: verdict.secret };
  if (trust) return { mode: 'trusted', verified: false, secret: null };
  throw new Refusal(
    'conflict',
    `This request was refused and still is not authentic: ${verdict.message} Replay it with "trust" to start it as unauthenticated.`,
    { code: verdict.code },
  );
}

async function requestOf(row: StoredCapture, sourceId: unknown): Promise<SourceRequest> {
  if (isTruncated(row))
    throw new Refusal('payload_expired', 'Only the head of this body was kept, so it cannot run again.');
  const unpacked = await unpackBody(row.body ?? new Uint8Array(), row.headers['content-encoding'], mostBytes);
  if (!unpacked.ok) throw new Refusal('bad_request', unpacked.message);
  const source = sources[typeof sourceId === 'string' ? sourceId : 'generic'];
  const parsed = await parseBody(
    unpacked.body,
    row.headers['content-type'] ?? null,
    source ?? { json: false },
  );
  if (!parsed.ok) throw new Refusal('invalid_json', parsed.message);
  return {
    method: toSummary(row).method,
    query: Object.fromEntries(new URLSearchParams(row.query ?? '')),
    headers: row.headers,
    body: parsed.body,
    receivedAt: uuidTimeMs(row.id),
    captureId: toId('capture', row.id),
  };
}

async function noteReplay(
  world: ReplayWorld,
  replay: CaptureReplay,
  runId: string,
  versionId: string,
): Promise<void> {
  await world.sql.query(
    'note-capture-replay',
    'insert into engine.capture_replay (capture_id, run_id, version_id, by, at) values ($1, $2, $3, $4, $5)',
    [replay.captureId, runId, versionId, replay.by, new Date(world.clock.now())],
  );
}
