import { expect, it } from 'vitest';
import { sampleOfCapture } from './capture-sample.ts';

const request = {
  title: 'Order #1042',
  receivedAt: '2026-11-23T09:00:00.000Z',
  headers: { host: 'flows.example', 'x-topic': 'orders/create', authorization: '[secret]' },
  body: { encoding: 'utf8', text: '{"total":184}', truncated: false },
} as const;

it('keeps the payload and the headers that say something about it', () => {
  expect(sampleOfCapture(request)).toEqual({
    title: 'Order #1042',
    payload: { total: 184 },
    headers: { 'x-topic': 'orders/create' },
  });
});

it('keeps a body that is no JSON as text', () => {
  const sample = sampleOfCapture({ ...request, body: { ...request.body, text: 'a=1' } });
  expect(sample.payload).toBe('a=1');
});

it('says why a body that was not kept whole cannot be a sample', () => {
  const cut = { ...request, body: { ...request.body, truncated: true } };
  expect(() => sampleOfCapture(cut)).toThrow('too large');
  expect(() => sampleOfCapture({ ...request, body: null })).toThrow('no longer kept');
});
