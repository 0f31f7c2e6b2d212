import type { AnyTRPCProcedure } from '@trpc/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { idempotent } from '../idempotency/idempotency-key.ts';
import { appRouter } from './app-router.ts';
import type { RequestContext } from './request-context.ts';
import type { ProcedureMeta } from './trpc.ts';

export type RestRoute = { name: string; method: string; path: string; created: boolean };

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Call = (input: unknown) => Promise<unknown>;

/** The procedures that are REST too: everything with `.meta({ openapi })`. */
export function restRoutes(): RestRoute[] {
  const procedures = appRouter._def.procedures as unknown as Record<string, AnyTRPCProcedure>;
  return Object.entries(procedures).flatMap(([name, procedure]) => {
    const meta = procedure._def.meta as ProcedureMeta | undefined;
    if (!meta?.openapi) return [];
    return [{ name, method: meta.openapi.method, path: meta.openapi.path, created: meta.created ?? false }];
  });
}

export type RestOptions = {
  createContext: (request: FastifyRequest) => Promise<RequestContext>;
  /** Bytes; documents are the largest bodies. */
  bodyLimit: number;
};

/**
 * REST, from the same procedures as the editor's calls: query, body and path parameters together are the input.
 * A scope of its own, so that its errors have the form of the contract and no other route's.
 */
export async function restScope(app: FastifyInstance, options: RestOptions): Promise<void> {
  takeJsonOnly(app);
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: {
        code: 'not_found',
        message: `There is no ${request.method} ${pathOf(request)}. All calls are listed at /docs/api.`,
      },
    }),
  );
  for (const route of restRoutes()) {
    app.route({
      method: route.method as Method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      bodyLimit: options.bodyLimit,
      handler: async (request, reply) => {
        const context = await options.createContext(request);
        const perform = async () => ({
          status: route.created ? 201 : 200,
          body: await callOf(route.name, context)(inputOf(request)),
        });
        const answer = await idempotent(context, request, perform);
        return reply.code(answer.status).send(answer.body);
      },
    });
  }
}

function inputOf(request: FastifyRequest): Record<string, unknown> {
  const sent = request.method === 'GET' ? request.query : request.body;
  const members = typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? sent : {};
  return { ...members, ...(request.params as Record<string, string>) };
}

function callOf(name: string, context: RequestContext): Call {
  let member: unknown = appRouter.createCaller(context);
  for (const part of name.split('.')) member = (member as Record<string, unknown>)[part];
  return member as Call;
}

// A POST without a body is fine (`…/pause`); a body of another type is not guessed at.
function takeJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body as string));
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }), undefined);
    }
  });
}

const pathOf = (request: FastifyRequest) => request.url.split('?')[0];
