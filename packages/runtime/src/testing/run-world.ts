import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { newUuid, toId } from '@sista/shared/ids';
import type { RunDetail } from '@sista/shared/run/run.schema';
import { parseSettings, type Settings } from '@sista/shared/settings.schema';
import type { AcceptRequest } from '../accept/accept.types.ts';
import { parseSealKeys } from '../credential/seal.ts';
import { openDatabase } from '../db/database.ts';
import { type RuntimeOptions, startRuntime } from '../start-runtime.ts';
import { createLogger } from '../telemetry/logger.ts';
import { freshDatabase } from './fresh-database.ts';
import { movingClock } from './moving-clock.ts';

/** Who does what people do in tests. */
export const ada = { id: 'ada', name: 'Ada' };

export type Seen = { headers: IncomingHttpHeaders; body: string; path: string };
export type RunWorld = Awaited<ReturnType<typeof openRunWorld>>;

type WorldOptions = Pick<RuntimeOptions, 'crashPoint' | 'readRoom'> & { role?: Settings['role'] };

/** A whole runtime on a database of its own, with a receiver whose answers the test writes. */
export async function openRunWorld({ role = 'all', ...options }: WorldOptions = {}) {
  const fresh = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'sista-run-'));
  const log = createLogger('silent');
  const database = openDatabase({ url: fresh.url, log });
  const receiver = await openReceiver();
  const clock = movingClock();
  const settings = parseSettings({
    SISTA_DATA_DIR: dataDir,
    SISTA_ALLOW_PRIVATE_TARGETS: 'true',
    SISTA_ROLE: role,
  });
  const sealKeys = parseSealKeys(randomBytes(32).toString('base64'), 'test');
  /** Another process of the installation, or the same again. */
  const start = (more: Partial<RuntimeOptions> = {}) =>
    startRuntime({
      database,
      sealKeys,
      settings,
      publicUrl: receiver.origin,
      listenPort: () => receiver.port,
      clock,
      log,
      ...options,
      ...more,
    });
  const runtime = await start();
  const workspaceId = newUuid();
  const say = (text: string, values: unknown[] = []) => database.hot.query('', text, values);
  await say('insert into public.workspace (id, name, slug) values ($1, $2, $3)', [
    workspaceId,
    'Test',
    workspaceId,
  ]);

  /** A published version of the document. */
  async function publish(document: FlowDocument) {
    const flowId = newUuid();
    const versionId = newUuid();
    const json = JSON.stringify(document);
    await say(
      `insert into public.flow (id, workspace_id, name, status, revision, document, issues, live_version_id, created_by, updated_at)
       values ($1, $2, $3, 'live', 1, $4::json, '[]', $5, 'test', now())`,
      [flowId, workspaceId, document.name, json, versionId],
    );
    await say(
      `insert into public.flow_version (id, workspace_id, flow_id, n, document, logic_hash, published_at)
       values ($1, $2, $3, 1, $4::json, 'hash', now())`,
      [versionId, workspaceId, flowId, json],
    );
    return { flowId, versionId };
  }

  function request(
    flow: { flowId: string; versionId: string },
    more: Partial<AcceptRequest> = {},
  ): AcceptRequest {
    return {
      workspaceId,
      ...flow,
      ingressId: null,
      trigger: 'webhook',
      mode: 'live',
      effects: 'send',
      input: { kind: 'webhook', receivedAt: '2026-11-23T09:00:00.000Z', body: { total: 140 } },
      capture: null,
      captureId: null,
      dedupe: [],
      parentRunId: null,
      ...more,
    };
  }

  async function runTo(runId: string, done: (run: RunDetail) => boolean): Promise<RunDetail> {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const run = await runtime.runs.readRun(workspaceId, runId);
      if (done(run)) return run;
      if (Date.now() > deadline)
        throw new Error(`the run is still ${run.status}: ${JSON.stringify(run.stepList)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  return {
    runtime,
    database,
    clock,
    receiver,
    workspaceId,
    say,
    publish,
    request,
    runTo,
    sealKeys,
    log,
    settings,
    start,
    ended: (runId: string) => runTo(runId, ({ endedAt }) => endedAt !== null),
    /** Publishes, starts once, and gives the run when it is over. */
    async run(document: FlowDocument, more: Partial<AcceptRequest> = {}): Promise<RunDetail> {
      const { runId } = await runtime.runs.accept(request(await publish(document), more));
      return runTo(runId ?? '', ({ endedAt }) => endedAt !== null);
    },
    outside: (runId: string) => toId('run', runId),
    async [Symbol.asyncDispose]() {
      await runtime.stop();
      receiver.close();
      await database.close();
      await fresh[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

type Answer = number | 'hang' | { status: number; headers?: Record<string, string>; body: string };

/** Answers what stands next in `answers`, then 200. `received` resolves when that many requests have come. */
async function openReceiver() {
  const seen: Seen[] = [];
  const answers: Answer[] = [];
  const hanging: { path: string; send: (answer: Exclude<Answer, 'hang'>) => void }[] = [];
  let onRequest: () => void = () => {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        path: request.url ?? '',
      });
      onRequest();
      const answer = answers.shift() ?? 200;
      const send = (given: Exclude<Answer, 'hang'>) => {
        const { status, headers, body } =
          typeof given === 'number' ? { status: given, headers: {}, body: '{"ok":true}' } : given;
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      };
      if (answer === 'hang') hanging.push({ path: request.url ?? '', send });
      else send(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    answers,
    port,
    origin: `http://127.0.0.1:${port}`,
    url: (path: string) => `http://127.0.0.1:${port}${path}`,
    async received(count: number): Promise<Seen[]> {
      while (seen.length < count)
        await new Promise<void>((resolve) => {
          onRequest = resolve;
        });
      return seen;
    },
    /** Answers the oldest request that hangs, or the oldest at the path. */
    release(answer: Exclude<Answer, 'hang'>, path?: string) {
      const at = hanging.findIndex((request) => path === undefined || request.path === path);
      hanging.splice(at, 1)[0]?.send(answer);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
