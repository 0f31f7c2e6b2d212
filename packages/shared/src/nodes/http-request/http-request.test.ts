import { describe, expect, it } from 'vitest';
import { effectClassOf, effectOf } from '../../node/define-node.ts';
import { type LoopbackAnswer, openLoopback } from '../../node/loopback.testing.ts';
import { runExecutor } from '../../node/run-executor.testing.ts';
import type { TestStep } from '../../node/step-record.testing.ts';
import { httpRequest } from './http-request.definition.ts';
import { executeHttpRequest } from './http-request.executor.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };

async function call(config: object, answer: LoopbackAnswer = {}, step: TestStep = {}) {
  await using server = await openLoopback(() => answer);
  const origins = { 'https://api.example.com': server.origin };
  const run = await runExecutor(executeHttpRequest, {
    ...step,
    origins,
    config: { url: 'https://api.example.com/things', ...config },
  });
  return { ...run, received: server.received };
}

describe('http-request', () => {
  it('gives status, headers and the parsed body of a JSON answer', async () => {
    const { result, effects } = await call({}, { headers: { ...json, 'X-Total': '2' }, body: '{"id":7}' });
    expect(result).toMatchObject({
      kind: 'done',
      port: 'out',
      output: { status: 200, headers: { 'x-total': '2' }, body: { id: 7 }, truncated: false },
    });
    expect(effects).toEqual([]);
  });

  it('gives text as text, and null for an answer without a body', async () => {
    const text = await call({}, { headers: { 'content-type': 'text/plain' }, body: '[1]' });
    expect(text.result).toMatchObject({ output: { body: '[1]' } });
    const empty = await call({}, { status: 204, headers: json });
    expect(empty.result).toMatchObject({ output: { status: 204, body: null } });
  });

  it('adds the query behind what the address has, repeats lists and leaves null out', async () => {
    const { received } = await call({
      url: 'https://api.example.com/things?page=1',
      query: { tag: ['a', 'b&c'], limit: '{{ 10 }}', none: '{{ trigger.body.none }}' },
    });
    expect(received).toMatchObject([{ method: 'GET', url: '/things?page=1&tag=a&tag=b%26c&limit=10' }]);
  });

  it.each([
    [{ body: 'json', json: { a: '{{ 1 + 1 }}' } }, 'application/json; charset=utf-8', '{"a":2}'],
    [{ body: 'text', text: 'Hello' }, 'text/plain; charset=utf-8', 'Hello'],
    [{ body: 'form', form: { a: 'x y', b: [1, 2] } }, 'application/x-www-form-urlencoded', 'a=x+y&b=1&b=2'],
  ])('sends %j with its content type', async (config, type, body) => {
    const { received } = await call({ method: 'POST', ...config });
    expect(received).toMatchObject([{ method: 'POST', headers: { 'content-type': type }, body }]);
  });

  it('sends a change as an effect under a key that a second attempt repeats', async () => {
    const config = { method: 'POST', body: 'json', json: {} };
    const first = await call(config, {}, { run: { attempt: 1 } });
    const second = await call(config, {}, { run: { attempt: 2 } });
    expect(first.effects).toMatchObject([{ name: 'request', target: 'https://api.example.com/things' }]);
    expect(first.received[0]?.headers['idempotency-key']).toBe(first.effects[0]?.key);
    expect(second.received[0]?.headers['idempotency-key']).toBe(first.effects[0]?.key);
  });

  it('holds a change back and lets a read through', async () => {
    const change = await call({ method: 'DELETE' }, {}, { holdBack: true });
    expect(change.received).toEqual([]);
    expect(change.result).toMatchObject({ kind: 'done', output: { status: 200 } });
    const read = await call({ method: 'GET' }, {}, { holdBack: true });
    expect(read.received).toHaveLength(1);
  });

  it.each([
    [{ type: 'bearer', token: 't0ken' }, { authorization: 'Bearer t0ken' }],
    [{ type: 'basic', username: 'ada', password: 'påss' }, { authorization: 'Basic YWRhOnDDpXNz' }],
    [{ type: 'header', name: 'X-Api-Key', value: 'k3y' }, { 'x-api-key': 'k3y' }],
  ] as const)('signs in with %j and shows no secret in what would be sent', async (opened, headers) => {
    const credential = 'crd_01h455vb4pex5vsknk084sn02q';
    const config = { method: 'POST', credential };
    const { received, effects } = await call(config, {}, { credentials: { [credential]: opened } });
    expect(received).toMatchObject([{ headers }]);
    expect(JSON.stringify(effects)).not.toMatch(/t0ken|YWRh|k3y/);
  });

  it.each([408, 425, 429, 500, 502, 503])('may be retried after %i', async (status) => {
    const { result } = await call({}, { status });
    expect(result).toMatchObject({ kind: 'failed', code: 'http_status', retry: true, details: { status } });
  });

  it.each([
    [301, 'url'],
    [400, undefined],
    [401, 'credential'],
    [403, 'credential'],
    [404, 'url'],
    [405, 'method'],
    [410, 'url'],
  ])('is not retried after %i and names the field to change', async (status, path) => {
    const { result } = await call({}, { status, headers: { location: 'https://api.example.com/new' } });
    expect(result).toMatchObject({ kind: 'failed', code: 'http_status', retry: false });
    expect((result as { path?: string }).path).toBe(path);
  });

  it('tells what the server said and where a redirect leads', async () => {
    const refused = await call(
      { method: 'POST', body: 'json' },
      { status: 422, body: '{"error":"no such sku"}' },
    );
    expect(refused.result).toMatchObject({
      path: 'json',
      message: 'api.example.com answered 422 to POST /things: {"error":"no such sku"}.',
    });
    const moved = await call({}, { status: 308, headers: { location: 'https://api.example.com/v2' } });
    expect(moved.result).toMatchObject({
      message: expect.stringContaining('Enter https://api.example.com/v2 instead'),
    });
  });

  it('reads Retry-After as seconds or as a moment on the clock of the server', async () => {
    const seconds = await call({}, { status: 429, headers: { 'retry-after': '7' } });
    expect(seconds.result).toMatchObject({ retryAfterMs: 7_000 });
    const headers = { date: 'Mon, 23 Nov 2026 09:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 09:01:30 GMT' };
    const moment = await call({}, { status: 503, headers });
    expect(moment.result).toMatchObject({ retryAfterMs: 90_000 });
  });

  it('goes on with any status where it never fails', async () => {
    const { result } = await call(
      { failOn: 'never' },
      { status: 404, headers: json, body: '{"error":"none"}' },
    );
    expect(result).toMatchObject({ kind: 'done', output: { status: 404, body: { error: 'none' } } });
  });

  it('fails where JSON is asked for and something else or too much comes', async () => {
    const page = await call({ response: 'json' }, { body: '<html>' });
    expect(page.result).toMatchObject({ code: 'answer_not_json', path: 'response' });
    const large = await call({ response: 'json' }, { body: JSON.stringify('x'.repeat(524_288)) });
    expect(large.result).toMatchObject({ code: 'answer_too_large' });
  });

  it('cuts a long text and says so', async () => {
    const { result } = await call({}, { body: 'x'.repeat(600_000) });
    expect(result).toMatchObject({ output: { truncated: true, body: 'x'.repeat(524_288) } });
  });

  it('refuses headers that frame the request', async () => {
    const { result } = await call({ headers: { 'Content-Length': '4' } });
    expect(result).toMatchObject({ code: 'reserved_header', path: 'headers.Content-Length' });
  });

  it('counts as a read or a change, and says what recovery may do with it', () => {
    const table = (['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH'] as const).map((method) => [
      method,
      effectOf(httpRequest, { method }),
      effectClassOf(httpRequest, { method }),
      effectClassOf(httpRequest, { method, honoursKeys: true }),
    ]);
    expect(table).toEqual([
      ['GET', 'read', 'safe', 'safe'],
      ['HEAD', 'read', 'safe', 'safe'],
      ['PUT', 'write', 'keyed', 'keyed'],
      ['DELETE', 'write', 'keyed', 'keyed'],
      ['POST', 'write', 'once', 'keyed'],
      ['PATCH', 'write', 'once', 'keyed'],
    ]);
  });
});
