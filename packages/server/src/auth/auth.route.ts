import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Auth, addressHeader } from './auth.ts';

/**
 * What the library offers and we use. The rest of it stays closed: links are made by this server alone, keys and
 * members by our own procedures, which know rights and leave an audit row.
 */
const open = new Set([
  'POST /sign-in/email',
  'POST /sign-out',
  'GET /magic-link/verify',
  'GET /get-session',
  'POST /organization/set-active',
  'POST /change-password',
  'GET /ok',
]);

/** `/auth/*`: hands requests to the accounts library as they came. */
export async function authScope(
  app: FastifyInstance,
  { auth, publicUrl }: { auth: Auth; publicUrl: string },
) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 65_536 }, (_request, body, done) =>
    done(null, body),
  );
  app.route({
    method: ['GET', 'POST'],
    url: '/*',
    handler: async (request, reply) => {
      const path = `/${(request.params as { '*': string })['*']}`;
      if (!open.has(`${request.method} ${path}`)) {
        return reply
          .code(404)
          .send({ code: 'NOT_FOUND', message: `There is no ${request.method} /auth${path}.` });
      }
      return answer(reply, await auth.handler(toWebRequest(request, publicUrl)));
    },
  });
}

function toWebRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) headers.append(name, one);
  }
  headers.set(addressHeader, request.ip);
  const body =
    request.method === 'GET' ? null : ((request.body as Uint8Array<ArrayBuffer> | undefined) ?? null);
  return new Request(new URL(request.url, publicUrl), { method: request.method, headers, body });
}

async function answer(reply: FastifyReply, response: Response) {
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.code(response.status).send(response.body ? Buffer.from(await response.arrayBuffer()) : null);
}
