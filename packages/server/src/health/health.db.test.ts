import { silentLogger } from '@sista/runtime/db';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { healthScope } from './health.route.ts';
import { startMetricsServer } from './metrics.route.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe('readiness', () => {
  const ask = async (readiness: Parameters<typeof healthScope>[1]) => {
    await using app = fastify({ loggerInstance: silentLogger as never });
    await app.register(healthScope, readiness);
    return await app.inject({ method: 'GET', url: '/readyz' });
  };

  it('stays good while there are only warnings, and gives them', async () => {
    const answer = await ask({ problem: async () => null, warnings: () => ['The disk is almost full.'] });
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { status: 'ready', warnings: ['The disk is almost full.'] },
    ]);
  });

  it('is refused with the sentence of the problem, or that the database is away', async () => {
    const late = await ask({ problem: async () => 'Work is overdue.' });
    expect([late.statusCode, late.json().error.message]).toEqual([503, 'Work is overdue.']);
    const away = await ask({ problem: () => Promise.reject(new Error('refused')) });
    expect([away.statusCode, away.headers['retry-after']]).toEqual([503, '2']);
  });

  it('of a fresh installation is good', async () => {
    expect((await ask(server.runtime.health)).json()).toEqual({ status: 'ready' });
  });
});

describe('metrics', () => {
  const scrape = (headers: Record<string, string>) =>
    server.app.inject({ method: 'GET', url: '/metrics', headers });

  it("on the public port ask for an owner's or admin's API key", async () => {
    expect((await scrape({})).statusCode).toBe(401);
    expect((await scrape((await server.as('owner')).headers)).statusCode).toBe(401);
    expect((await scrape((await server.withKey('viewer')).headers)).statusCode).toBe(403);
    const answer = await scrape((await server.withKey('owner')).headers);
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toMatch(/^sista_processes\{role="server"\} 1$/m);
    expect(answer.body).toMatch(/^sista_ready_jobs\{lane="run"\} 0$/m);
    expect(answer.body).toMatch(/^process_cpu_seconds_total /m);
  });

  it('on a port of their own ask for nothing, also in a process that serves nothing else', async () => {
    const metrics = await startMetricsServer(server.runtime.health, { host: '127.0.0.1', port: 0 });
    const text = await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
    expect(text).toContain('sista_timers 0');
    expect((await fetch(`http://127.0.0.1:${metrics.port}/healthz`)).status).toBe(200);
    await metrics.stop();
  });
});

describe('the processes of the installation', () => {
  it('are listed for owners and nobody below', async () => {
    const { status, body } = await (await server.as('owner')).rest('GET', '/processes');
    expect([status, body.data]).toMatchObject([200, [{ role: 'server', slots: 0 }]]);
    expect((await (await server.as('editor')).rest('GET', '/processes')).status).toBe(403);
    expect((await (await server.as('viewer')).trpc('health.state')).body).toEqual({ warnings: [] });
  });
});
