import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { newUuid, toId } from '@sista/shared/ids';
import type { OutgoingWebhook } from '@sista/shared/node/step-context';
import type { Clock } from '../clock.ts';
import { parseSealKeys } from '../credential/seal.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { createEmitter, type Emitter } from '../event/emit.ts';
import { parseTargetPolicy } from '../http/address-guard.ts';
import { createOutbound } from '../http/guarded-fetch.ts';
import type { Outbound } from '../http/outbound.ts';
import { openQueue, type Queue } from '../queue/boss.ts';
import { createLogger } from '../telemetry/logger.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { implicitEndpoints } from './find-implicit-endpoint.ts';
import { createLines, type Lines } from './lines.ts';
import type { SettledDelivery } from './settle.ts';
import { type SendingStep, stageSend } from './stage-send.ts';
import { lineTimerKind } from './take-line.ts';

export type Received = { headers: IncomingHttpHeaders; body: Buffer; path: string };
export type Answer = number | { status: number; headers?: Record<string, string>; body?: string } | 'reset';

/** A clock that stands until it is moved. */
export type HandClock = Clock & {
  move(to: number): void;
  nextWake(): number | undefined;
  sleepers(): number;
};

export type DeliveryWorld = AsyncDisposable & Awaited<ReturnType<typeof build>>;

/** Database, receiver and lines of one process, on a clock that the test moves. */
export async function openDeliveryWorld(): Promise<DeliveryWorld> {
  const fresh = await freshDatabase();
  const log = createLogger('silent');
  const database = openDatabase({ url: fresh.url, log });
  const queue = await openQueue(database.hot, () => undefined);
  const receiver = await openReceiver();
  const world = await build(database, queue, receiver);
  return Object.assign(world, {
    async [Symbol.asyncDispose]() {
      await world.stop();
      receiver.close();
      await queue.stop();
      await database.close();
      await fresh[Symbol.asyncDispose]();
    },
  });
}

async function build(database: Database, queue: Queue, receiver: Receiver) {
  const clock = handClock(Date.now());
  const sealKeys = parseSealKeys(randomBytes(32).toString('base64'), 'test');
  const workspaceId = newUuid();
  await database.hot.query(
    '',
    `insert into public.workspace (id, name, slug) values ('${workspaceId}', 'Test', '${workspaceId}')`,
  );
  const settled: SettledDelivery[] = [];
  const counts = { started: 0, announced: 0 };
  const process = openProcess();
  const implicitEndpoint = implicitEndpoints();

  /** Emitter, lines and way out as one process has them; a second call is a second process. */
  function openProcess(): { emitter: Emitter; lines: Lines; outbound: Outbound } {
    let lines: Lines | undefined;
    const log = createLogger('silent');
    const publicUrl = 'http://127.0.0.1:1';
    const policy = parseTargetPolicy('true');
    const real = createOutbound({ publicUrl, policy, log, listenPort: () => undefined });
    const outbound: Outbound = {
      ...real,
      async request(request) {
        counts.started += 1;
        return real.request(request);
      },
    };
    const emitter = createEmitter({
      publicUrl,
      log,
      strict: true,
      queueLines: async (sql, names) => lines?.queueLines(sql, names),
    });
    lines = createLines({
      database,
      queue,
      outbound,
      emitter,
      sealKeys,
      publicUrl,
      clock,
      log,
      live: {
        publish: () => {
          counts.announced += 1;
        },
      },
      onSettled: async (_sql, deliveries) => {
        settled.push(...deliveries);
      },
      onQueued: () => undefined,
    });
    return { emitter, lines, outbound };
  }

  const giveUp = new AbortController();
  const running = new Set<Promise<void>>();

  /** Claims the queue jobs of lines as the pump would, and fires timers as the sweeper would. */
  async function pump(lines = process.lines): Promise<number> {
    const due = await database.hot.query<{ owner_id: string; workspace_id: string }>(
      '',
      `delete from engine.timer where kind = ${lineTimerKind} and due_at <= to_timestamp(${clock.now()} / 1000.0) returning owner_id, workspace_id`,
    );
    await lines.queueLines(
      database.hot,
      due.map((row) => ({ endpointId: row.owner_id, workspaceId: row.workspace_id })),
    );
    const jobs = await queue.fetch('deliver', 50);
    for (const job of jobs) {
      const over = lines.work(job, giveUp.signal).finally(() => running.delete(over));
      running.add(over);
    }
    return jobs.length;
  }

  function stage(step: Partial<SendingStep>, webhook: Partial<OutgoingWebhook>) {
    return stageSend(
      {
        workspaceId,
        flowId: newUuid(),
        runId: newUuid(),
        seq: 1,
        nodeId: 'tell',
        path: '',
        startedAtMs: clock.now(),
        depth: 0,
        origin: 'node',
        nth: 0,
        redirectUrl: null,
        ...step,
      },
      {
        url: `${receiver.url}?order=1`,
        body: '{"order":1}',
        eventType: 'custom.tell',
        envelope: false,
        credential: null,
        signed: true,
        headers: {},
        timeoutSeconds: 15,
        ...webhook,
      },
      { sql: database.hot, outbound: process.outbound, implicitEndpoint, sealKeys, now: clock.now() },
    );
  }

  return {
    database,
    queue,
    clock,
    sealKeys,
    workspaceId,
    receiver,
    settled,
    implicitEndpoint,
    openProcess,
    pump,
    ...process,
    async stop() {
      giveUp.abort();
      await process.lines.stop();
      await process.outbound.close();
    },
    /** A customer's endpoint at the receiver. */
    async endpoint(columns: Record<string, unknown> = {}): Promise<string> {
      const row = {
        id: newUuid(),
        workspace_id: workspaceId,
        url: receiver.url,
        event_types: '{*}',
        ...columns,
      };
      const names = Object.keys(row);
      const places = names.map((_, index) => `$${index + 1}`).join(', ');
      await database.hot.query(
        '',
        `insert into public.endpoint (${names.join(', ')}) values (${places})`,
        Object.values(row),
      );
      return row.id;
    },
    /** A flow's send, committed; gives the inside ids. */
    async send(step: Partial<SendingStep> = {}, webhook: Partial<OutgoingWebhook> = {}) {
      const staged = await stage(step, webhook);
      const emitted = await database.hot.transaction((sql) =>
        process.emitter.insertStagedRows(sql, [staged.rows], clock.now()),
      );
      for (const endpointId of emitted.nudges) process.lines.nudge(endpointId);
      return { ...staged, deliveryId: staged.rows.delivery.id, eventId: staged.rows.event.id };
    },
    /** A flow's send that is claimed by its own insert where the line is worked. */
    async sendClaimed(step: Partial<SendingStep> = {}) {
      const staged = await stage(step, {});
      const emitted = await database.hot.transaction((sql) =>
        process.emitter.write(
          sql,
          { facts: [], sends: [staged.rows] },
          clock.now(),
          process.lines.claimEpoch,
        ),
      );
      return { ...staged, ...emitted, deliveryId: staged.rows.delivery.id };
    },
    async delivery(id: string): Promise<Record<string, unknown>> {
      const [row] = await database.hot.query('', 'select * from engine.delivery where id = $1', [id]);
      return row ?? {};
    },
    async attempts(id: string): Promise<Record<string, unknown>[]> {
      return database.hot.query(
        '',
        'select * from engine.delivery_attempt where delivery_id = $1 order by n',
        [id],
      );
    },
    /** Works everything, moving the clock to the next thing that happens, until `done` or until nothing is left. */
    async drive(
      done: () => boolean | Promise<boolean> = () => false,
      until = Number.POSITIVE_INFINITY,
    ): Promise<void> {
      for (;;) {
        await nextTurn();
        if (counts.started > counts.announced || clock.sleepers() < running.size) continue;
        if (await done()) return;
        if ((await pump()) > 0 || clock.sleepers() < running.size) continue;
        const [timer] = await database.hot.query<{ at: Date | null }>(
          '',
          `select min(due_at) as at from engine.timer where kind = ${lineTimerKind}`,
        );
        const next = Math.min(
          clock.nextWake() ?? Number.POSITIVE_INFINITY,
          timer?.at?.getTime() ?? Number.POSITIVE_INFINITY,
        );
        if (next > until || next === Number.POSITIVE_INFINITY) return;
        clock.move(Math.max(next, clock.now() + 1));
      }
    },
    outside: (id: string) => toId('event', id),
  };
}

type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** Answers what is in `answers`, in order, and 200 after that. */
async function openReceiver() {
  const received: Received[] = [];
  const answers: Answer[] = [];
  const receiver = { received, answers, onRequest: async (): Promise<unknown> => undefined, url: '', close };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      await receiver.onRequest();
      received.push({ headers: request.headers, body: Buffer.concat(chunks), path: request.url ?? '' });
      const answer = answers.shift() ?? 200;
      if (answer === 'reset') return request.socket.destroy();
      const { status, headers = {}, body = '' } = typeof answer === 'number' ? { status: answer } : answer;
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;

  function close() {
    server.closeAllConnections();
    server.close();
  }
}

function handClock(start: number): HandClock {
  let now = start;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleepers: () => sleepers.size,
    nextWake: () => (sleepers.size === 0 ? undefined : Math.min(...[...sleepers].map(({ at }) => at))),
    sleep(ms, signal) {
      if (ms <= 0 || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = { at: now + ms, wake };
        function wake() {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      });
    },
    move(to) {
      now = to;
      for (const sleeper of [...sleepers]) if (sleeper.at <= now) sleeper.wake();
    },
  };
}
