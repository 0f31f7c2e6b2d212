import { describe, expect, it } from 'vitest';
import { triggerWebhook } from './trigger-webhook.definition.ts';

describe('trigger-webhook', () => {
  it('takes POST from anybody who knows the URL unless it is told otherwise', () => {
    expect(triggerWebhook.config.parse({})).toMatchObject({
      source: 'generic',
      methods: ['POST'],
      dedupe: 'auto',
    });
  });

  it('offers the request beside its body', () => {
    const { properties = {}, required } = triggerWebhook.outputShape({});
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining(['body', 'headers', 'query', 'source', 'auth']),
    );
    expect(required).toEqual(['kind', 'receivedAt', 'body']);
  });
});
