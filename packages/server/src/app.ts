import type { Logger, PrismaClient, SealKeys } from '@sista/runtime/db';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { type Accounts, createAccounts } from './auth/accounts.ts';
import { authScope } from './auth/auth.route.ts';
import type { Auth } from './auth/auth.ts';
import { createActorResolver } from './auth/resolve-actor.ts';
import { bindToWorkspace, type WorkspaceDb } from './auth/workspace-db.ts';
import { catchScope } from './bin/catch.route.ts';
import { uploadScope } from './data-source/upload.route.ts';
import { healthScope, type Readiness } from './health/health.route.ts';
import { metricsScope } from './health/metrics.route.ts';
import { createMetrics } from './health/metrics.ts';
import { ingressScope } from './ingress/ingress.route.ts';
import type { IngressWorld } from './ingress/receive-request.ts';
import { liveScope } from './live/live.route.ts';
import type { ServerSettings } from './server-settings.ts';
import { apiDocsScope } from './site/api-docs.route.ts';
import { editorScope } from './site/editor.route.ts';
import { type AppRouter, appRouter } from './trpc/app-router.ts';
import { answerOf } from './trpc/error-answer.ts';
import { buildOpenApi } from './trpc/openapi.ts';
import type { RequestContext } from './trpc/request-context.ts';
import { restScope } from './trpc/rest.route.ts';
import type { ServerRuntime } from './trpc/server-runtime.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** A session that was prolonged while the request was answered. */
    renewedCookies: string[] | null;
  }
}

export type AppOptions = {
  prisma: PrismaClient;
  auth: Auth;
  runtime: ServerRuntime;
  /** Null: this process serves no ingress. */
  ingress: IngressWorld | null;
  settings: ServerSettings;
  sealKeys: SealKeys;
  readiness: Readiness;
  /** `/metrics` is served here; not where it has a port of its own. */
  servesMetrics?: boolean;
  editorFolder: string;
  trustedProxies?: readonly string[];
  now(): number;
  log: Logger;
};

/** For a refusal that knows no better when to come again. */
const retryAfterSeconds = '2';

/** Documents of large flows are the largest bodies. */
const bodyLimit = 8_388_608;

/** Everything that is served, mounted; the caller listens, or injects. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, auth, settings, trustedProxies = [] } = options;
  const app = fastify({
    loggerInstance: log as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Streams never end by themselves; `/live` closes its own, this is for the rest.
    forceCloseConnections: true,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit,
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
    routerOptions: { maxParamLength: 500 },
    genReqId: () => crypto.randomUUID(),
  });
  const createContext = contextMaker(options);
  app.decorateRequest('renewedCookies', null);
  app.addHook('onSend', (request, reply, _payload, done) => {
    reply.header('x-content-type-options', 'nosniff');
    if (request.renewedCookies) reply.header('set-cookie', request.renewedCookies);
    const { statusCode } = reply;
    if ((statusCode === 429 || statusCode === 503) && !reply.hasHeader('retry-after'))
      reply.header('retry-after', retryAfterSeconds);
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, ...content } = answerOf(
      error,
      request.log,
      `${request.method} ${request.url.split('?')[0]}`,
    );
    if (status === 503 || status === 429)
      reply.header('retry-after', content.code === 'disk_full' ? '60' : '2');
    return reply.code(status).send({ error: content });
  });
  await app.register(healthScope, options.readiness);
  if (options.servesMetrics ?? true) {
    const actorOf = async (request: FastifyRequest) => (await createContext(request)).actor;
    await app.register(metricsScope, { metrics: createMetrics(options.runtime.health), actorOf });
  }
  await app.register(authScope, { prefix: '/auth', auth, publicUrl: settings.publicUrl });
  if (options.ingress) await app.register(ingressScope, { prefix: '/in', ...options.ingress });
  await app.register(catchScope, { prefix: '/catch', runtime: options.runtime });
  await app.register(liveScope, { createContext });
  await app.register(apiDocsScope, {
    document: buildOpenApi(settings.publicUrl),
    publicUrl: settings.publicUrl,
  });
  await app.register(uploadScope, { prefix: '/api/v1', createContext });
  await app.register(restScope, { prefix: '/api/v1', createContext, bodyLimit });
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: { router: appRouter, createContext: ({ req }) => createContext(req) },
  } satisfies FastifyTRPCPluginOptions<AppRouter>);
  await app.register(editorScope, { folder: options.editorFolder });
  return app;
}

function contextMaker(options: AppOptions): (request: FastifyRequest) => Promise<RequestContext> {
  const { prisma, auth, runtime, settings, sealKeys, now } = options;
  const actors = createActorResolver(prisma, auth, now);
  const accounts: Accounts = createAccounts(prisma, auth, actors.forgetKeys);
  const forgetIngress = (flowId: string) => options.ingress?.ingresses.forgetFlow(flowId);
  const bound = new Map<string, WorkspaceDb>();
  const dbOf = (workspaceId: string) => {
    const known = bound.get(workspaceId) ?? bindToWorkspace(prisma, workspaceId);
    bound.set(workspaceId, known);
    return known;
  };
  return async (request) => {
    const { actor, setCookies } = await actors.resolve({
      authorization: request.headers.authorization,
      cookie: request.headers.cookie,
      workspace: request.headers['x-sista-workspace']?.toString(),
    });
    if (setCookies.length > 0) request.renewedCookies = setCookies;
    const log = request.log as unknown as Logger;
    return { actor, dbOf, runtime, accounts, settings, sealKeys, forgetIngress, now, log };
  };
}
