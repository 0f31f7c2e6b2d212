import { createHmac } from 'node:crypto';
import type {
  Accepted,
  AcceptRequest,
  CallbackOutcome,
  CallbackRoute,
  CaptureRow,
  DedupeKey,
} from '@sista/runtime';
import { type Database, openDatabase, type Sql, silentLogger } from '@sista/runtime/db';
import { freshDatabase } from '@sista/runtime/testing';
import { newUuid, toId } from '@sista/shared/ids';
import type { OpenCredential } from '@sista/shared/node/step-context';
import { readers } from '@sista/shared/readers';
import Fastify, { type FastifyInstance } from 'fastify';
import { openFindIngress } from './find-ingress.ts';
import { ingressScope } from './ingress.route.ts';
import { hashIngressKey, newIngressKey } from './ingress-key.ts';

export type Kept = { capture: CaptureRow; dedupe: readonly DedupeKey[] };

/** The ingress over a real database and HTTP server, with the engine's two doors open at the other end. */
export type IngressTestWorld = AsyncDisposable & {
  app: FastifyInstance;
  database: Database;
  accepted: AcceptRequest[];
  kept: Kept[];
  /** What the engine's doors do next; by default they take everything. */
  doors: {
    accept: () => Accepted | undefined;
    record: () => string | null;
    findCallback: () => CallbackRoute | null;
    answer: () => CallbackOutcome;
  };
  credentials: Map<string, OpenCredential>;
  clock: { now: number };
  seed(trigger?: SeededTrigger): Promise<SeededIngress>;
  post(url: string, body: string | Buffer | object, headers?: Record<string, string>): Promise<Answer>;
  /** Forgets what the doors took, and lets them take everything again. */
  reset(): void;
};

// biome-ignore lint/suspicious/noExplicitAny: an answer may be any JSON, and tests look into it
export type Answer = { status: number; headers: Record<string, unknown>; body: any };

export const json = { 'content-type': 'application/json' };

export const signingSecret = (...secrets: string[]): OpenCredential => ({ type: 'signing-secret', secrets });

/** What Shopify sends with the body of a new order, signed with this secret. */
export function shopifyHeaders(body: string, secret: string): Record<string, string> {
  const hmac = createHmac('sha256', secret).update(body).digest('base64');
  const topic = { 'x-shopify-topic': 'orders/create', 'x-shopify-event-id': 'e1' };
  return { ...json, ...topic, 'x-shopify-hmac-sha256': hmac };
}

export type SeededTrigger = {
  type?: string;
  config?: Record<string, unknown>;
  status?: 'draft' | 'live' | 'paused';
  credential?: OpenCredential;
};

export type SeededIngress = {
  key: string;
  url: string;
  flowId: string;
  ingressId: string;
  versionId: string | null;
  credentialId: string;
};

export async function openIngressWorld(): Promise<IngressTestWorld> {
  const fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, log: silentLogger });
  const accepted: AcceptRequest[] = [];
  const kept: Kept[] = [];
  const credentials = new Map<string, OpenCredential>();
  const clock = { now: Date.now() };
  const openDoors: IngressTestWorld['doors'] = {
    accept: () => undefined,
    record: () => null,
    findCallback: () => null,
    answer: () => ({ kind: 'accepted' }),
  };
  const doors = { ...openDoors };
  const openCredential = async (_workspaceId: string, id: string) => credentials.get(id) ?? null;
  const app = Fastify();
  await app.register(ingressScope, {
    prefix: '/in',
    ingresses: openFindIngress({ sql: database.hot, now: () => clock.now, openCredential }),
    callbacks: { find: async () => doors.findCallback(), answer: async () => doors.answer() },
    openCredential,
    readers,
    publicUrl: 'https://flow.example.com',
    fingerprint: (secret: string) => `${secret.length}`,
    accept: async (request: AcceptRequest) => {
      const answer = doors.accept();
      accepted.push(request);
      return (
        answer ?? {
          runId: request.capture?.id ?? null,
          captureId: request.capture?.id ?? null,
          duplicate: false,
        }
      );
    },
    recordCapture: async (capture: CaptureRow, dedupe: readonly DedupeKey[] = []) => {
      const duplicateOf = doors.record();
      kept.push({ capture, dedupe });
      return { captureId: capture.id, duplicateOf };
    },
    now: () => clock.now,
    log: silentLogger,
  });
  return {
    app,
    database,
    accepted,
    kept,
    doors,
    credentials,
    clock,
    reset() {
      accepted.length = 0;
      kept.length = 0;
      Object.assign(doors, openDoors);
    },
    async post(url, body, headers = json) {
      const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const answer = await app.inject({ method: 'POST', url, payload, headers });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: answer.body ? answer.json() : null,
      };
    },
    seed: (trigger = {}) => seedIngress(database.hot, credentials, trigger),
    async [Symbol.asyncDispose]() {
      await app.close();
      await database.close();
      await fresh[Symbol.asyncDispose]();
    },
  };
}

async function seedIngress(
  sql: Sql,
  credentials: Map<string, OpenCredential>,
  { type = 'trigger-webhook', config = {}, status = 'live', credential }: SeededTrigger,
): Promise<SeededIngress> {
  const [workspaceId, flowId, ingressId, credentialId] = [newUuid(), newUuid(), newUuid(), newUuid()];
  const versionId = status === 'draft' ? null : newUuid();
  const key = newIngressKey();
  if (credential) {
    credentials.set(credentialId, credential);
    await sql.query(
      '',
      `insert into public.credential (id, workspace_id, name, type, sealed, fingerprint, created_by)
       values ($1, $2, 'Shop', $3, '', '', 'ada')`,
      [credentialId, workspaceId, credential.type],
    );
  }
  const whole = credential ? { ...config, credential: toId('credential', credentialId) } : config;
  const node = { id: 'start', type, name: 'Start', position: { x: 0, y: 0 }, config: whole };
  const document = JSON.stringify({ schema: 'sista.flow/1', name: 'Flow', nodes: [node], edges: [] });
  await sql.query(
    '',
    `insert into public.flow (id, workspace_id, name, status, document, live_version_id, created_by)
     values ($1, $2, 'Flow', $3, $4, $5, 'ada')`,
    [flowId, workspaceId, status, document, versionId],
  );
  if (versionId)
    await sql.query(
      '',
      `insert into public.flow_version (id, workspace_id, flow_id, n, document, logic_hash) values ($1, $2, $3, 1, $4, 'h')`,
      [versionId, workspaceId, flowId, document],
    );
  await sql.query(
    '',
    `insert into public.ingress (id, workspace_id, flow_id, node_id, key_hash, key_sealed) values ($1, $2, $3, 'start', $4, '')`,
    [ingressId, workspaceId, flowId, hashIngressKey(key)],
  );
  return { key, url: `/in/${key}`, flowId, ingressId, versionId, credentialId };
}
