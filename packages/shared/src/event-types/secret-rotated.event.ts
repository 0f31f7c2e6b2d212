import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import { exampleParts, moment, personPart } from '../event/fragments.ts';

export const secretRotated = defineEvent({
  type: 'secret.rotated',
  title: 'Secret rotated',
  when: 'A secret was replaced. Until `previousValidUntil` the previous one counts too.',
  fields: {
    of: z.strictObject({
      kind: z.enum(['endpoint', 'ingress', 'credential', 'key']),
      id: z.string(),
      name: z.string(),
    }),
    fingerprint: z.string(),
    previousFingerprint: z.string().nullable(),
    previousValidUntil: moment.nullable(),
    by: personPart,
  },
  example: {
    of: { kind: 'credential', id: 'crd_01h455vb4pex5vsknk084sn02q', name: 'Signing secret of the workspace' },
    fingerprint: '9f86d081',
    previousFingerprint: '60303ae2',
    previousValidUntil: '2026-11-24T09:00:00.000Z',
    by: exampleParts.person,
  },
  summarise: ({ of, fingerprint }) => `${of.name} was rotated; its fingerprint is now ${fingerprint}.`,
});
