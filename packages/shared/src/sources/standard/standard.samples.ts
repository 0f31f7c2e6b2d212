import type { SourceSample } from '../../source/define-source.ts';

const headers = { 'content-type': 'application/json', 'user-agent': 'Standard-Webhooks/1' };

export const standardSamples: readonly SourceSample[] = [
  {
    id: 'contact-created',
    title: 'contact.created',
    size: 'usual',
    shapes: [],
    headers: { ...headers, 'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W' },
    payload: {
      type: 'contact.created',
      timestamp: '2026-11-23T09:00:00.000Z',
      data: { id: '1f81eb52-5198-4599-803e-771906343485', email: 'ada@example.com', firstName: 'Ada' },
    },
  },
  {
    id: 'import-finished',
    title: 'import.finished, with 500 rows',
    size: 'large',
    shapes: [],
    headers: { ...headers, 'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4X' },
    payload: {
      type: 'import.finished',
      timestamp: '2026-11-23T09:00:00.000Z',
      data: { rows: Array.from({ length: 500 }, (_, row) => ({ row, ok: row % 7 !== 0 })) },
    },
  },
  {
    id: 'without-type',
    title: 'An event without a type, with signs beyond ASCII',
    size: 'awkward',
    shapes: [],
    headers: { ...headers, 'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4Y' },
    payload: { note: 'naïve ☕ 漢字', nested: [[[]]], nothing: null },
  },
];
