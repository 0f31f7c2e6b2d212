import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { editorScope } from './editor.route.ts';

let folder: string;
let app: FastifyInstance;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'editor-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>Editor</title>');
  await writeFile(join(folder, 'assets', 'main-a1b2.js'), 'export {}');
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  app = fastify();
  await app.register(editorScope, { folder });
  server = await openTestServer();
});
afterAll(async () => {
  await app.close();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const get = (url: string) => app.inject({ method: 'GET', url });

describe('the site', () => {
  it('gives the editor for each of its pages, never cached and in no frame', async () => {
    for (const page of ['/', '/w/my-workspace/flows', '/runs/run_1', '/sign-in?return=%2F']) {
      const answer = await get(page);
      expect([page, answer.statusCode, answer.body]).toEqual([page, 200, '<title>Editor</title>']);
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });

  it('lets files with a hash in their name be kept for a year, and only those', async () => {
    expect((await get('/assets/main-a1b2.js')).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript'),
    });
    expect((await get('/favicon.svg')).headers['cache-control']).toBe('no-cache');
  });

  it('never takes an address of the server, or a file that is gone, for a page', async () => {
    for (const path of ['/api/v2/flows', '/assets/old-ffff.js', '/in/', '/.well-known/x']) {
      expect((await get(path)).statusCode).toBe(404);
    }
    expect((await app.inject({ method: 'POST', url: '/flows' })).statusCode).toBe(404);
    expect((await get('/../package.json')).body).not.toContain('dependencies');
  });

  it('says what to do while the editor is not built', async () => {
    const answer = await server.app.inject({ method: 'GET', url: '/' });
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining('pnpm build')]);
  });

  it('answers health, readiness, the API document and its page', async () => {
    const ask = (url: string) => server.app.inject({ method: 'GET', url });
    expect((await ask('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await ask('/readyz')).json()).toEqual({ status: 'ready' });
    expect((await ask('/api/v1/openapi.json')).json().openapi).toBe('3.1.0');
    const page = await ask('/docs/api');
    expect(page.body).toContain('/flows/{id}/publish');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  });
});
