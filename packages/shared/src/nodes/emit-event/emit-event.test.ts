import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { executeEmitEvent } from './emit-event.executor.ts';

describe('emit-event', () => {
  it('raises the event with its data and gives its id', async () => {
    const { result, emitted } = await runExecutor(executeEmitEvent, {
      config: { type: 'custom.order_held', data: { order: '{{ trigger.body.id }}' } },
      scope: { trigger: { body: { id: '1042' } } },
    });
    expect(emitted).toEqual([{ type: 'custom.order_held', data: { order: '1042' } }]);
    expect(result).toMatchObject({
      kind: 'done',
      port: 'out',
      output: { eventId: expect.stringMatching(/^evt_/) },
    });
  });

  it.each(['order_held', 'custom', 'custom.', 'custom.Order', 'custom.a b', `custom.${'a'.repeat(100)}`])(
    'refuses the type %s and names the field',
    async (type) => {
      const { result, emitted } = await runExecutor(executeEmitEvent, { config: { type, data: {} } });
      expect(result).toMatchObject({ kind: 'failed', path: 'type' });
      expect(emitted).toEqual([]);
    },
  );

  it('refuses data of more than 256 KiB', async () => {
    const { result } = await runExecutor(executeEmitEvent, {
      config: { type: 'custom.large', data: { text: 'é'.repeat(131_072) } },
    });
    expect(result).toMatchObject({ code: 'body_too_large', path: 'data', retry: false });
  });
});
