import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import { callPart, endpointPart, moment } from '../event/fragments.ts';
import { idOutput } from '../ids.ts';

export const deliveryDead = defineEvent({
  type: 'delivery.dead',
  title: 'Delivery dead',
  when: 'A delivery had its last try without success. It can be replayed.',
  fields: {
    deliveryId: idOutput('delivery'),
    event: z.strictObject({
      id: idOutput('event'),
      type: z.string(),
      sequence: z.int(),
      timestamp: moment,
    }),
    endpoint: endpointPart,
    origin: z.enum(['subscription', 'node', 'tool']),
    nodeId: z.string().optional(),
    attempts: z.int(),
    firstAttemptAt: moment.nullable(),
    lastAttemptAt: moment.nullable(),
    deadlineAt: moment,
    last: z.strictObject({ statusCode: z.int().optional(), class: z.string(), message: z.string() }),
    replay: callPart,
  },
  example: {
    deliveryId: 'dlv_01h455vb4pex5vsknk084sn02q',
    event: {
      id: 'evt_01h455vb4pex5vsknk084sn02q',
      type: 'task.completed',
      sequence: 1_234,
      timestamp: '2026-11-22T09:00:00.000Z',
    },
    endpoint: { id: 'ep_01h455vb4pex5vsknk084sn02q', url: 'https://example.com/hook', description: 'Shop' },
    origin: 'subscription',
    attempts: 12,
    firstAttemptAt: '2026-11-22T09:00:00.040Z',
    lastAttemptAt: '2026-11-23T09:00:00.000Z',
    deadlineAt: '2026-11-23T09:00:00.000Z',
    last: { statusCode: 500, class: 'server_error', message: 'The endpoint answered 500.' },
    replay: {
      method: 'POST',
      url: 'https://flows.example/api/v1/deliveries/dlv_01h455vb4pex5vsknk084sn02q/replay',
    },
  },
  summarise: ({ event, endpoint, attempts, last }) =>
    `${event.type} could not be delivered to ${endpoint.url} in ${attempts} attempts: ${last.message}`,
});
