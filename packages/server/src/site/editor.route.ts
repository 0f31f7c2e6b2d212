import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where `vite build` puts the editor. */
export const editorFolder = resolve(import.meta.dirname, '../../../editor/dist/web');

// Mantine and React Flow set styles on elements; scripts come from our own files only.
const policy = [
  "default-src 'self'",
  "script-src 'self' blob:",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const pageHeaders = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

const ownPaths =
  /^\/(api|trpc|auth|in|form|catch|approve|docs|live|\.well-known|healthz|readyz|metrics|assets)(\/|$)/;
const year = 31_536_000;

/** The editor: its files, and its page for every address that is a page of it. */
export async function editorScope(app: FastifyInstance, { folder }: { folder: string }): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(pageHeaders);
  });
  // Looked up on disk at each request, so that a page of a newer build finds its files without a restart.
  const onDisk = { index: false, cacheControl: false, preCompressed: true } as const;
  if (existsSync(join(folder, 'assets'))) {
    await app.register(fastifyStatic, {
      ...onDisk,
      root: join(folder, 'assets'),
      prefix: '/assets/',
      // Names with a hash never change their content.
      setHeaders: (reply) => {
        reply.header('cache-control', `public, max-age=${year}, immutable`);
      },
    });
  }
  if (existsSync(folder)) {
    await app.register(fastifyStatic, {
      ...onDisk,
      root: folder,
      wildcard: false,
      decorateReply: false,
      globIgnore: ['assets/**'],
      setHeaders: (reply) => {
        reply.header('cache-control', 'no-cache');
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const asksForPage = request.method === 'GET' || request.method === 'HEAD';
    if (!asksForPage || ownPaths.test(path)) {
      const message = `There is no ${request.method} ${path}.`;
      return reply.code(404).send({ error: { code: 'not_found', message } });
    }
    return sendPage(reply, folder);
  });
}

async function sendPage(reply: FastifyReply, folder: string) {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache');
  if (page !== null) return reply.code(200).send(page);
  return reply.code(503).send(notBuilt);
}

const notBuilt = `<!doctype html><html lang="en"><title>Sista Flow</title>
<p>The editor is not built yet. Run <code>pnpm build</code>, then load this page again.</p></html>`;
