import type { FastifyInstance } from 'fastify';
import { renderApiDocs } from './render-api-docs.ts';

/** `/api/v1/openapi.json`, and `/docs/api`: the same for people, without a script. */
export async function apiDocsScope(
  app: FastifyInstance,
  { document, publicUrl }: { document: Record<string, unknown>; publicUrl: string },
): Promise<void> {
  const page = renderApiDocs(document, publicUrl);
  app.get('/api/v1/openapi.json', async (_request, reply) =>
    reply.header('access-control-allow-origin', '*').header('cache-control', 'no-cache').send(document),
  );
  app.get('/docs/api', async (_request, reply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      )
      .header('x-content-type-options', 'nosniff')
      .send(page),
  );
}
