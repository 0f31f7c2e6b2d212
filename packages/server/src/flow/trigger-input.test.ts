import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { describe, expect, it } from 'vitest';
import { triggerInput } from './trigger-input.ts';

const now = Date.parse('2026-11-23T09:00:00.000Z');
const starting = (type: string, config: Record<string, unknown> = {}): FlowDocument => ({
  schema: 'sista.flow/1',
  name: 'Flow',
  nodes: [{ id: 'start', type, name: 'Start', position: { x: 0, y: 0 }, config }],
  edges: [],
});

describe('the trigger of a start by hand', () => {
  it('has the input as its body', async () => {
    const trigger = await triggerInput(starting('trigger-manual'), { payload: { a: 1 }, now });
    expect(trigger).toEqual({ kind: 'manual', receivedAt: '2026-11-23T09:00:00.000Z', body: { a: 1 } });
  });

  it('is what the reader of the source makes of a request, with header names in lower case', async () => {
    const request = { payload: { id: '7' }, headers: { 'X-Topic': 'orders' }, now };
    const trigger = await triggerInput(starting('trigger-webhook'), request);
    expect(trigger).toMatchObject({ kind: 'webhook', body: { id: '7' }, headers: { 'x-topic': 'orders' } });
    expect(trigger.auth).toMatchObject({ verified: false });
  });

  it('has the shape of its type, and is refused where the payload cannot be read as one', async () => {
    const order = starting('trigger-order', { source: 'generic' });
    await expect(triggerInput(order, { payload: { hello: 'world' }, now })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('payload: '),
    });
  });

  it('is refused where nothing starts the flow', async () => {
    await expect(triggerInput(starting('stop'), { payload: {}, now })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
