import { afterAll, expect, it } from 'vitest';
import { closedPolicy } from '../http/address-guard.ts';
import { createOutbound } from '../http/guarded-fetch.ts';
import { silentLogger } from '../telemetry/logger.ts';
import { checkModel } from './check-model.ts';
import { openModelDouble, type WireAnswer } from './model-double.testing.ts';

const outbound = createOutbound({
  publicUrl: 'http://flows.example',
  listenPort: () => undefined,
  policy: { ...closedPolicy, allowPrivate: true },
  log: silentLogger,
});
afterAll(() => outbound.close());

async function check(...answers: WireAnswer[]) {
  const double = await openModelDouble(...answers);
  const provider = { id: 'p', slug: 'double', name: 'Double', baseUrl: double.baseUrl, apiKey: null };
  const result = await checkModel(outbound, provider, 'm', { now: 0, signal: new AbortController().signal });
  await double[Symbol.asyncDispose]();
  return { result, asked: double.requests.length };
}

it('finds out what a good model can do, in three calls', async () => {
  const { result, asked } = await check(
    { kind: 'message', text: 'ready' },
    { kind: 'message', calls: [{ name: 'ping', arguments: '{}' }] },
    { kind: 'message', text: '{"ok": true}' },
  );
  expect(asked).toBe(3);
  expect(result).toMatchObject({
    ok: true,
    abilities: { id: 'm', tools: true, structured: true, usage: true },
  });
});

it('says what a small model cannot do', async () => {
  const { result } = await check({ kind: 'message', text: 'Sure! ready', usage: false });
  expect(result).toMatchObject({ ok: true, abilities: { tools: false, structured: false, usage: false } });
  expect(result.message).toContain('does not call tools');
});

it('stops at the first call when the key is refused', async () => {
  const { result, asked } = await check({ kind: 'error', status: 401 });
  expect(asked).toBe(1);
  expect(result).toMatchObject({ ok: false, abilities: null });
  expect(result.message).toContain('refused the key');
});
