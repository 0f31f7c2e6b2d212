import { afterAll, describe, expect, it } from 'vitest';
import { closedPolicy } from '../http/address-guard.ts';
import { createOutbound } from '../http/guarded-fetch.ts';
import { silentLogger } from '../telemetry/logger.ts';
import type { ModelRequest } from './model-call.types.ts';
import { openModelDouble, type WireAnswer } from './model-double.testing.ts';
import { openProviderModel } from './provider-model.ts';

const apiKey = 'sk-test-0123456789abcdef';
const outbound = createOutbound({
  publicUrl: 'http://flows.example',
  listenPort: () => undefined,
  policy: { ...closedPolicy, allowPrivate: true },
  log: silentLogger,
});
afterAll(() => outbound.close());

const request: ModelRequest = {
  prompt: [
    { role: 'system', content: 'You work.' },
    { role: 'user', content: [{ type: 'text', text: 'Check order 1042.' }] },
    {
      role: 'assistant',
      content: [
        { type: 'tool-call', toolCallId: 'call_1_0', toolName: 'check_stock', input: { skus: ['A'] } },
      ],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: 'call_1_0',
          toolName: 'check_stock',
          output: { type: 'text', value: 'none' },
        },
      ],
    },
  ],
  tools: [
    {
      type: 'function',
      name: 'check_stock',
      description: 'Stock.',
      inputSchema: { type: 'object', properties: {} },
    },
  ],
  responseSchema: null,
  maxOutputTokens: 2_000,
  temperature: 0.2,
};

async function ask(
  answer: WireAnswer,
  more: {
    timeoutMs?: number;
    signal?: AbortSignal;
    structured?: boolean;
    request?: Partial<ModelRequest>;
  } = {},
) {
  const double = await openModelDouble(answer);
  try {
    const facts = {
      id: 'p',
      slug: 'double',
      name: 'Double',
      baseUrl: double.baseUrl,
      apiKey,
      structured: more.structured ?? null,
    };
    const outcome = await openProviderModel(outbound, facts, 'double-1').call(
      { ...request, ...more.request },
      { timeoutMs: more.timeoutMs ?? 5_000, signal: more.signal ?? new AbortController().signal },
    );
    return { outcome, sent: double.requests };
  } finally {
    await double[Symbol.asyncDispose]();
  }
}

describe('a model behind an OpenAI-compatible address', () => {
  it('is asked once with key, tools and history, and answers with text, calls and usage', async () => {
    const { outcome, sent } = await ask({
      kind: 'message',
      text: 'Let me look.',
      calls: [{ name: 'check_stock', arguments: '{"skus":["A"]}' }],
    });
    expect(outcome).toEqual({
      kind: 'answer',
      text: 'Let me look.',
      finish: 'tool-calls',
      calls: [{ tool: 'check_stock', args: { skus: ['A'] } }],
      tokensIn: 120,
      tokensOut: 30,
      estimated: false,
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      path: '/v1/chat/completions',
      authorization: `Bearer ${apiKey}`,
      body: {
        model: 'double-1',
        max_tokens: 2_000,
        temperature: 0.2,
        tools: [{ function: { name: 'check_stock' } }],
      },
    });
    expect(sent[0]?.body.messages).toMatchObject([
      { role: 'system' },
      { role: 'user' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'call_1_0', function: { name: 'check_stock', arguments: '{"skus":["A"]}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1_0', content: 'none' },
    ]);
  });

  it('is sent the response format only where it is known to take one', async () => {
    const responseSchema = { type: 'object' as const, properties: { a: { type: 'string' as const } } };
    const { sent } = await ask(
      { kind: 'message', text: '{"a":"b"}' },
      { structured: true, request: { tools: [], responseSchema } },
    );
    expect(sent[0]?.body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { schema: responseSchema },
    });
    const plain = await ask({ kind: 'message', text: 'x' }, { request: { tools: [] } });
    expect(plain.sent[0]?.body.response_format).toBeUndefined();
  });

  it('keeps arguments that are no JSON as they came, doubled ids, and a missing usage as an estimate', async () => {
    const calls = [
      { name: 'a', arguments: '{broken', id: 'same' },
      { name: 'b', arguments: '', id: 'same' },
    ];
    const { outcome } = await ask({ kind: 'message', calls, usage: false });
    expect(outcome).toMatchObject({
      kind: 'answer',
      estimated: true,
      calls: [
        { tool: 'a', args: '{broken' },
        { tool: 'b', args: {} },
      ],
    });
  });

  it('says when the answer was cut or filtered', async () => {
    expect((await ask({ kind: 'message', text: 'x', finish: 'length' })).outcome).toMatchObject({
      finish: 'length',
    });
    expect((await ask({ kind: 'message', text: '', finish: 'content_filter' })).outcome).toMatchObject({
      finish: 'content-filter',
    });
  });

  const says = (message: string) => JSON.stringify({ error: { message } });
  it.each<[string, WireAnswer, object]>([
    [
      '429 with Retry-After',
      { kind: 'error', status: 429, headers: { 'retry-after': '7' }, body: says('slow down') },
      { outcome: 'released', code: 'busy', retryAfterMs: 7_000 },
    ],
    [
      '503 with a date',
      {
        kind: 'error',
        status: 503,
        headers: { date: 'Mon, 23 Nov 2026 09:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 09:00:30 GMT' },
      },
      { outcome: 'released', code: 'busy', retryAfterMs: 30_000 },
    ],
    [
      '500 with HTML',
      { kind: 'error', status: 500, body: '<html>oops</html>', headers: { 'content-type': 'text/html' } },
      { outcome: 'released', code: 'busy' },
    ],
    ['504', { kind: 'error', status: 504 }, { outcome: 'unknown', code: 'timeout' }],
    [
      '401',
      { kind: 'error', status: 401, body: says(`Incorrect API key: ${apiKey}`) },
      { outcome: 'released', code: 'unauthorized' },
    ],
    ['403', { kind: 'error', status: 403 }, { outcome: 'released', code: 'unauthorized' }],
    [
      '400 for length',
      { kind: 'error', status: 400, body: says("This model's maximum context length is 8192 tokens") },
      { outcome: 'released', code: 'too_long' },
    ],
    [
      '400 for another reason',
      { kind: 'error', status: 400, body: says('Unknown parameter') },
      {
        outcome: 'released',
        code: 'rejected',
        message: 'Double rejected the request (400): Unknown parameter.',
      },
    ],
    [
      '404',
      { kind: 'error', status: 404, body: says('no such model') },
      { outcome: 'released', code: 'rejected' },
    ],
    [
      'a redirect',
      { kind: 'error', status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { outcome: 'released', code: 'rejected' },
    ],
    [
      '200 with something else',
      { kind: 'body', body: '{"hello":"world"}' },
      { outcome: 'unknown', code: 'bad_answer' },
    ],
    [
      '200 with HTML',
      { kind: 'body', body: '<html></html>', contentType: 'text/html' },
      { outcome: 'unknown', code: 'bad_answer' },
    ],
    [
      '200 with an error',
      { kind: 'body', body: says('overloaded') },
      { outcome: 'unknown', code: 'bad_answer' },
    ],
    [
      '200 without choices',
      { kind: 'body', body: '{"id":"x","choices":[]}' },
      { outcome: 'unknown', code: 'bad_answer' },
    ],
    ['a drop', { kind: 'drop' }, { outcome: 'unknown', code: 'dropped' }],
    ['a cut', { kind: 'cut' }, { outcome: 'unknown' }],
  ])('tells what %s means, and does not ask twice', async (_what, answer, expected) => {
    const { outcome, sent } = await ask(answer);
    expect(outcome).toMatchObject({ kind: 'lost', ...expected });
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(outcome)).not.toContain(apiKey);
    expect(JSON.stringify(outcome)).not.toContain('order 1042');
  });

  it('stops at the deadline with an unknown outcome', async () => {
    expect((await ask({ kind: 'hang' }, { timeoutMs: 60 })).outcome).toMatchObject({
      outcome: 'unknown',
      code: 'timeout',
    });
  });

  it('rejects with the reason of an abort', async () => {
    const stop = new AbortController();
    const asked = ask({ kind: 'hang' }, { signal: stop.signal });
    stop.abort(new Error('the step was stopped'));
    await expect(asked).rejects.toThrow('the step was stopped');
  });

  it('says that nobody is there', async () => {
    const { baseUrl, ...double } = await openModelDouble();
    await double[Symbol.asyncDispose]();
    const facts = { id: 'p', slug: 'gone', name: 'Gone', baseUrl, apiKey: null, structured: null };
    const outcome = await openProviderModel(outbound, facts, 'm').call(request, {
      timeoutMs: 5_000,
      signal: new AbortController().signal,
    });
    expect(outcome).toMatchObject({ kind: 'lost', outcome: 'released', code: 'unreachable' });
  });
});
