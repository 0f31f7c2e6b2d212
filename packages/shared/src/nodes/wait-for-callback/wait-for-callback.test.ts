import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import type { CallbackAnswer } from '../../node/step-context.ts';
import { callbackConfig } from '../../source/callback-fields.ts';
import { waitForCallback } from './wait-for-callback.definition.ts';
import { executeWaitForCallback } from './wait-for-callback.executor.ts';

const answer: CallbackAnswer = {
  method: 'POST',
  query: { from: 'warehouse' },
  headers: { 'content-type': 'application/json' },
  body: { status: 'shipped' },
  receivedAt: '2026-11-23T10:00:00.000Z',
  captureId: 'cap_01h455vb4pex5vsknk084sn02q',
};

describe('wait-for-callback', () => {
  it('waits for a week from the start of the step unless it is told otherwise', async () => {
    const now = Date.parse('2026-11-23T09:00:00.000Z');
    const { result } = await runExecutor(executeWaitForCallback, { config: {}, now });
    const untilMs = Date.parse('2026-11-30T09:00:00.000Z');
    expect(result).toEqual({ kind: 'wait', wait: { for: 'callback', untilMs } });
  });

  it('takes the longest wait from an expression', async () => {
    const { result } = await runExecutor(executeWaitForCallback, {
      config: { expiresAfterSeconds: '{{ trigger.body.hours * 3600 }}' },
      scope: { trigger: { body: { hours: 2 } } },
      now: 1_000,
    });
    expect(result).toEqual({ kind: 'wait', wait: { for: 'callback', untilMs: 7_201_000 } });
  });

  it('refuses to wait for longer than a year', async () => {
    const { result } = await runExecutor(executeWaitForCallback, {
      config: { expiresAfterSeconds: 366 * 86_400 },
    });
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'config_invalid',
      message: 'Wait for at most: At most 365 days.',
    });
  });

  it('goes on with the answer', async () => {
    const { result } = await runExecutor(executeWaitForCallback, { resumed: { kind: 'callback', answer } });
    expect(result).toEqual({ kind: 'done', port: 'out', output: answer });
  });

  it('goes on by expired when nobody answered, and fails where nothing is connected to it', async () => {
    const { result } = await runExecutor(executeWaitForCallback, { resumed: { kind: 'expired' } });
    expect(result).toMatchObject({
      kind: 'done',
      port: 'expired',
      output: null,
      unconnected: { kind: 'failed', code: 'timeout', retry: false },
    });
    expect(waitForCallback.ports({}).map(({ name }) => name)).toEqual(['out', 'expired']);
  });

  it('says on its card how long it waits', () => {
    const line = (expiresAfterSeconds: number) => waitForCallback.summarise({ expiresAfterSeconds });
    expect([line(604_800), line(3_600), line(5_400), line(61)]).toEqual([
      'Waits for at most 7 days',
      'Waits for at most 1 hour',
      'Waits for at most 90 minutes',
      'Waits for at most 61 seconds',
    ]);
  });

  it('asks for a secret where answers have to prove themselves', () => {
    const credential = 'crd_01h455vb4pex5vsknk084sn02q';
    expect(waitForCallback.issues({ auth: 'bearer' })).toMatchObject([{ path: 'credential' }]);
    expect(waitForCallback.issues({ auth: 'bearer', credential })).toEqual([]);
    expect(waitForCallback.issues({ auth: 'none' })).toEqual([]);
  });

  it('keeps a stored config readable for the ingress, whatever stands in its other fields', () => {
    const stored = { expiresAfterSeconds: '{{ trigger.body.seconds }}', auth: 'bearer' };
    expect(callbackConfig.parse(stored)).toEqual({ auth: 'bearer', maxBytes: 1_048_576 });
  });
});
