import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import { moment } from '../event/fragments.ts';

export const errorDetected = defineEvent({
  type: 'error.detected',
  title: 'Error detected',
  when: 'Something needs attention. One per code, thing and hour; `count` says how many there were.',
  fields: {
    code: z.string(),
    title: z.string(),
    message: z.string(),
    hint: z.string(),
    severity: z.enum(['warning', 'error', 'critical']),
    about: z.strictObject({
      kind: z.enum(['flow', 'endpoint', 'ingress', 'employee', 'provider', 'workspace']),
      id: z.string(),
      name: z.string(),
    }),
    since: moment,
    count: z.int(),
    sample: z.unknown().optional(),
  },
  example: {
    code: 'endpoint_failing',
    title: 'An endpoint keeps failing',
    message: 'https://example.com/hook has not accepted a delivery for 30 hours.',
    hint: 'Look at the last attempts, repair the receiver, then replay what it missed.',
    severity: 'error',
    about: { kind: 'endpoint', id: 'ep_01h455vb4pex5vsknk084sn02q', name: 'Shop' },
    since: '2026-11-22T03:00:00.000Z',
    count: 41,
  },
  summarise: ({ title, message }) => `${title}: ${message}`,
});
