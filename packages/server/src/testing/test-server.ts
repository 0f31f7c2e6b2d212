import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRuntime, systemClock } from '@sista/runtime';
import { openDatabase, openSealKeys, silentLogger } from '@sista/runtime/db';
import { freshDatabase } from '@sista/runtime/testing';
import { newUuid } from '@sista/shared/ids';
import type { Role } from '@sista/shared/rights';
import { parseSettings } from '@sista/shared/settings.schema';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createApp } from '../app.ts';
import { insertApiKey, makeApiKey } from '../auth/api-keys.ts';
import { type Auth, createAuth } from '../auth/auth.ts';
import { ensureFirstWorkspace } from '../auth/first-sign-in.ts';
import { openIngress } from '../ingress/open-ingress.ts';
import { appRouter } from '../trpc/app-router.ts';
import type { ServerRuntime } from '../trpc/server-runtime.ts';

export const testPublicUrl = 'http://127.0.0.1:4400';

export type Answer = {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  body: any;
  headers: Record<string, unknown>;
};

/** What one caller may send. */
export type Caller = {
  /** `rest('POST', '/flows', { name: 'Orders' })` */
  rest(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** `trpc('flow.get', { id })`; `body` is the data, or `{ code, message, details }` of the refusal. */
  trpc(name: string, input?: unknown, headers?: Record<string, string>): Promise<Answer>;
  headers: Record<string, string>;
};

export type TestServer = AsyncDisposable & Awaited<ReturnType<typeof build>>;

/**
 * The whole server on a database of its own, without a port: `(await server.as('viewer')).rest('GET', '/flows')`.
 * `works: false`: runs are accepted and stay queued, so that a test sees what the server did alone. */
export async function openTestServer({ works = false } = {}): Promise<TestServer> {
  const fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, log: silentLogger });
  const server = await build(database, works);
  return Object.assign(server, {
    async [Symbol.asyncDispose]() {
      await server.app.close();
      await server.stopRuntime();
      await database.close();
      await fresh[Symbol.asyncDispose]();
    },
  });
}

async function build(database: ReturnType<typeof openDatabase>, works: boolean) {
  const log = silentLogger;
  const { prisma } = database;
  const publicUrl = testPublicUrl;
  const sealKeys = await openSealKeys({ value: randomBytes(32).toString('base64'), dataDir: '' });
  const auth = createAuth({ prisma, publicUrl, secret: randomBytes(32).toString('base64'), log });
  const { workspaceId } = await ensureFirstWorkspace(prisma, Date.now());
  const dataDir = await mkdtemp(join(tmpdir(), 'sista-server-'));
  const runtime: ServerRuntime & { stop(): Promise<void> } = await startRuntime({
    database,
    sealKeys,
    publicUrl,
    log,
    clock: systemClock,
    listenPort: () => undefined,
    settings: parseSettings({
      SISTA_ALLOW_PRIVATE_TARGETS: 'true',
      SISTA_DATA_DIR: dataDir,
      SISTA_ROLE: works ? 'all' : 'server',
    }),
  });
  const app = await createApp({
    prisma,
    auth,
    runtime,
    ingress: openIngress({ database, sealKeys, publicUrl, runtime, now: () => Date.now(), log }),
    settings: { publicUrl, encryptionKeyNote: 'The encryption key is a file.', retentionDays: 30 },
    sealKeys,
    readiness: { problem: async () => null },
    editorFolder: join(import.meta.dirname, 'no-editor'),
    now: () => Date.now(),
    log,
  });
  const callers = new Map<Role, Promise<Caller>>();
  return {
    app,
    auth,
    database,
    prisma,
    runtime,
    sealKeys,
    workspaceId,
    dataDir,
    async stopRuntime() {
      await runtime.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    /** A member of the first workspace with this role, signed in; the same one every time. */
    as(role: Role): Promise<Caller> {
      const known = callers.get(role) ?? signIn(app, auth, prisma, { workspaceId, role });
      callers.set(role, known);
      return known;
    },
    /** An owner of a workspace of their own, who is no member of the first. */
    async stranger(): Promise<Caller & { workspaceId: string }> {
      const id = newUuid();
      const place = { id, name: 'Elsewhere', slug: `elsewhere-${id.slice(-6)}` };
      await prisma.workspace.create({ data: place });
      await prisma.organization.create({ data: { ...place, createdAt: new Date() } });
      return { ...(await signIn(app, auth, prisma, { workspaceId: id, role: 'owner' })), workspaceId: id };
    },
    signedOut: callerWith(app, {}),
    async withKey(role: Role): Promise<Caller> {
      const key = makeApiKey();
      await insertApiKey(prisma, { workspaceId, name: `${role} key`, role, key });
      return callerWith(app, { authorization: `Bearer ${key}` });
    },
    callerWith: (headers: Record<string, string>) => callerWith(app, headers),
  };
}

type Prisma = ReturnType<typeof openDatabase>['prisma'];

async function signIn(
  app: FastifyInstance,
  auth: Auth,
  prisma: Prisma,
  { workspaceId, role }: { workspaceId: string; role: Role },
): Promise<Caller> {
  const id = newUuid();
  const email = `${role}-${id.slice(-8)}@example.com`;
  await prisma.user.create({ data: { id, name: `The ${role}`, email, emailVerified: true } });
  await prisma.member.create({ data: { id: newUuid(), organizationId: workspaceId, userId: id, role } });
  return callerWith(app, { cookie: await followLink(app, await auth.makeSignInLink(email, '/')) });
}

/** The session cookie that a sign-in link gives. */
export async function followLink(app: FastifyInstance, link: string): Promise<string> {
  const { pathname, search } = new URL(link);
  const answer = await app.inject({ method: 'GET', url: `${pathname}${search}` });
  return [answer.headers['set-cookie']]
    .flat()
    .flatMap((cookie) => cookie?.split(';')[0] ?? [])
    .join('; ');
}

function callerWith(app: FastifyInstance, own: Record<string, string>): Caller {
  return {
    headers: own,
    async rest(method, path, body, headers = {}) {
      const answer = await app.inject({
        method: method as NonNullable<InjectOptions['method']>,
        url: `/api/v1${path}`,
        headers: { ...own, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      return { status: answer.statusCode, body: parse(answer.body), headers: answer.headers };
    },
    async trpc(name, input, headers = {}) {
      const answer = await app.inject(trpcRequest(name, input, { ...own, ...headers }));
      const content = parse(answer.body) as {
        result?: { data: unknown };
        error?: { data: { refusal: unknown } };
      };
      const body = content.result ? content.result.data : content.error?.data.refusal;
      return { status: answer.statusCode, body, headers: answer.headers };
    },
  };
}

function trpcRequest(name: string, input: unknown, headers: Record<string, string>): InjectOptions {
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  if (procedures[name]?._def.type === 'mutation') {
    return { method: 'POST', url: `/trpc/${name}`, headers, payload: (input ?? {}) as object };
  }
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return { method: 'GET', url: `/trpc/${name}${query}`, headers };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
