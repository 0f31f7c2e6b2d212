import { setTimeout } from 'node:timers/promises';
import { Refusal } from '@sista/shared/refusal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerRuntime } from '../trpc/server-runtime.ts';

const mebibyte = 1_048_576;

// The address shares its origin with the editor: whatever a bin answers, a browser must not run it.
const everyAnswer = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** `ANY /catch/:bin`, registered under the prefix `/catch`: keeps what comes and answers what the bin is set to. */
export async function catchScope(
  app: FastifyInstance,
  { runtime }: { runtime: ServerRuntime },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mebibyte }, (_request, body, done) =>
    done(null, body),
  );
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(everyAnswer);
  });
  const handler = (request: FastifyRequest, reply: FastifyReply) => keepAndAnswer(runtime, request, reply);
  app.all('/:bin', { exposeHeadRoute: false, bodyLimit: mebibyte }, handler);
  app.all('/:bin/*', { exposeHeadRoute: false, bodyLimit: mebibyte }, handler);
}

async function keepAndAnswer(runtime: ServerRuntime, request: FastifyRequest, reply: FastifyReply) {
  const { bin, '*': rest } = request.params as { bin: string; '*'?: string };
  const [, query = ''] = request.url.split(/\?(.*)/s);
  const answer = await runtime.bins.keepRequest({
    binKey: bin,
    method: request.method,
    path: rest === undefined ? '' : `/${rest}`,
    query,
    headers: plainHeaders(request),
    body: (request.body as Uint8Array | undefined) ?? new Uint8Array(),
    remote: request.ip,
  });
  if (!answer)
    throw new Refusal(
      'not_found',
      'There is no such address of the request inbox. Copy it from the page again.',
    );
  if (answer.delayMs > 0) await setTimeout(answer.delayMs);
  return reply.code(answer.status).header('content-type', answer.contentType).send(answer.body);
}

function plainHeaders(request: FastifyRequest): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
