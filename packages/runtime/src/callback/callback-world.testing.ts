import { randomBytes } from 'node:crypto';
import { newUuid } from '@sista/shared/ids';
import { nodeDefinitions } from '@sista/shared/nodes';
import { runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { CaptureRow } from '../accept/accept.types.ts';
import { parseSealKeys } from '../credential/seal.ts';
import { openDatabase } from '../db/database.ts';
import { ensurePartitions } from '../db/partitions.ts';
import { openQueue } from '../queue/boss.ts';
import { waitKinds } from '../run/run.types.ts';
import { createVersionCache } from '../run/version-cache.ts';
import { silentLogger } from '../telemetry/logger.ts';
import { drawFlow } from '../testing/draw-flow.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import type { CallbackPlace } from './callback-key.ts';
import { callbackVerbs } from './callback-verbs.ts';

export type CallbackWorld = Awaited<ReturnType<typeof openCallbackWorld>>;
export type SeededRun = CallbackPlace & { workspaceId: string; flowId: string };

type RunState = {
  run?: keyof typeof runStatuses;
  /** The row of the waiting step; without it the run has not come to it. */
  step?: { status: keyof typeof stepStatuses; wait?: keyof typeof waitKinds | null; timed?: boolean };
  path?: string;
  config?: Record<string, unknown>;
};

/** How a run stands that waits for an answer. */
export const waits: RunState = { run: 'waiting', step: { status: 'waiting', wait: 'callback', timed: true } };

/** The verbs over a real database and queue, and runs in whatever state a test wants. */
export async function openCallbackWorld() {
  const fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, log: silentLogger });
  const { hot } = database;
  await ensurePartitions(hot, Date.now());
  const queue = await openQueue(hot, () => {});
  const sealKeys = parseSealKeys(randomBytes(32).toString('base64'), 'test');
  const versionOf = createVersionCache(hot, new Map(Object.entries(nodeDefinitions)));
  const kept: { capture: CaptureRow; woken: boolean }[] = [];
  const tools = { sql: hot, queue, sealKeys, versionOf };
  const say = <Row>(text: string, values: unknown[]) => hot.query<Row>('', text, values);

  async function seedRun({
    run = 'queued',
    step,
    path = '',
    config = {},
  }: RunState = {}): Promise<SeededRun> {
    const [workspaceId, flowId, versionId, runId] = [newUuid(), newUuid(), newUuid(), newUuid()];
    const wait = { type: 'wait-for-callback', name: 'Ask the warehouse', config };
    const document = JSON.stringify(drawFlow({ hook: { type: 'trigger-webhook' }, wait }, 'hook -> wait'));
    await say(
      `insert into public.flow (id, workspace_id, name, status, document, live_version_id, created_by)
       values ($1, $2, 'Orders', 'live', $3, $4, 'ada')`,
      [flowId, workspaceId, document, versionId],
    );
    await say(
      `insert into public.flow_version (id, workspace_id, flow_id, n, document, logic_hash) values ($1, $2, $3, 1, $4, 'h')`,
      [versionId, workspaceId, flowId, document],
    );
    await say(
      `insert into engine.run (id, workspace_id, flow_id, version_id, trigger, status) values ($1, $2, $3, $4, 0, $5)`,
      [runId, workspaceId, flowId, versionId, runStatuses[run]],
    );
    if (step) {
      const waitKind = step.wait ? waitKinds[step.wait] : null;
      await say(
        `insert into engine.step (run_id, seq, node_id, path, status, wait, started_at) values ($1, 1, 'wait', $2, $3, $4, now())`,
        [runId, path, stepStatuses[step.status], waitKind],
      );
      if (step.timed)
        await say(
          `insert into engine.timer (owner_id, seq, kind, due_at, workspace_id) values ($1, 1, $2, now(), $3)`,
          [runId, waitKinds.callback, workspaceId],
        );
    }
    return { runId, nodeId: 'wait', path, workspaceId, flowId };
  }

  return {
    database,
    queue,
    sealKeys,
    kept,
    tools,
    say,
    seedRun,
    verbs: callbackVerbs({ ...tools, onKept: (capture, woken) => void kept.push({ capture, woken }) }),
    async [Symbol.asyncDispose]() {
      await queue.stop();
      await database.close();
      await fresh[Symbol.asyncDispose]();
    },
  };
}

/** A request to the address of that step, as the ingress hands it in. */
export function answerTo(
  { workspaceId, flowId, runId, nodeId, path }: SeededRun,
  {
    body = '{"status":"shipped"}',
    ...over
  }: Partial<Omit<CaptureRow, 'body'>> & { body?: string | Buffer } = {},
) {
  const receivedAtMs = Date.now();
  const capture: CaptureRow = {
    id: newUuid(),
    workspaceId,
    flowId,
    ingressId: flowId,
    outcome: 'accepted',
    reason: null,
    method: 'POST',
    query: 'from=warehouse',
    remote: '203.0.113.7',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
    size: Buffer.byteLength(body),
    meta: {
      source: 'callback',
      eventType: null,
      externalId: null,
      title: 'Answer to Ask the warehouse',
      contentType: 'application/json',
      auth: { mode: 'none', verified: false, secret: null },
      explanation: null,
      callback: { runId, nodeId, path, first: null },
    },
    receivedAtMs,
    ...over,
  };
  return { place: { runId, nodeId, path }, capture };
}
