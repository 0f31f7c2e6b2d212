import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { IngressAnswer } from './answer-caller.ts';
import { createCaptureBudget, createRateLimit } from './rate-limit.ts';
import { type IngressWorld, receiveRequest } from './receive-request.ts';

/** Calls of unknown addresses a minute and caller. */
const unknownPerMinute = 60;
/** A waiting step needs one answer; the rest is retries, or somebody who tries. */
const callsOfOneStep = 60;
const refusalsPerSecond = 10;
const refusalBurst = 50;

// The address shares its origin with the editor: whatever an answer holds, a browser must not run it.
const everyAnswer = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** `ANY /in/:key`, registered under the prefix `/in`: requests from outside, outside the JSON parser of the rest. */
export async function ingressScope(app: FastifyInstance, world: IngressWorld): Promise<void> {
  const limits = {
    unknownKeys: createRateLimit(unknownPerMinute, 60_000, world.now),
    callbackCalls: createRateLimit(callsOfOneStep, 60_000, world.now),
    refusals: createCaptureBudget(refusalsPerSecond, refusalBurst, world.now),
  };
  // A logger of its own for each request costs more than the request says; what is logged here names the ingress.
  app.setChildLoggerFactory((logger) => logger);
  app.removeAllContentTypeParsers();
  // Bodies are read by hand, with the trigger's own limit: nothing here may touch the bytes.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.all('/:key', { exposeHeadRoute: false }, async (request, reply) => {
    const answer = await receiveRequest(world, limits, {
      key: (request.params as { key: string }).key,
      method: request.method,
      target: request.raw.url ?? '/',
      headers: plainHeaders(request.raw.headers),
      remote: request.ip,
      message: request.raw,
    });
    if (answer) return send(reply, answer);
    // The caller has left: there is nobody to answer.
    reply.hijack();
    request.raw.destroy();
  });
}

function send(reply: FastifyReply, { status, headers, body }: IngressAnswer): FastifyReply {
  reply.code(status).headers({ ...everyAnswer, ...headers });
  if (body === undefined) return reply.send();
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}

/** Header names are in lower case already; of a repeated header all values count. */
function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  return plain;
}
