import { z } from 'zod';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { callbackFields } from '../../source/callback-fields.ts';

const daySeconds = 86_400;
const weekSeconds = 7 * daySeconds;

/** Pauses the run until somebody calls the address of this step, or until the time is over. */
export const waitForCallback = defineNode({
  type: 'wait-for-callback',
  title: 'Wait for callback',
  summary: 'Pauses the run until another system calls the address of this step.',
  category: 'wait',
  icon: 'MessageReply',
  synonyms: ['callback', 'answer', 'reply', 'resume', 'webhook', 'pause', 'correlate', 'continue'],
  ports: () => [
    { name: 'out', label: 'answered', tone: 'good' },
    { name: 'expired', label: 'expired', tone: 'bad' },
  ],
  config: z.object({
    expiresAfterSeconds: field(
      z
        .int()
        .min(1)
        .max(365 * daySeconds, 'At most 365 days.')
        .default(weekSeconds),
      {
        label: 'Wait for at most',
        control: 'duration',
        help: 'Then the step goes on by expired, or fails where nothing is connected to it.',
        bindable: true,
      },
    ),
    ...callbackFields,
  }),
  initial: { expiresAfterSeconds: weekSeconds },
  summarise: ({ expiresAfterSeconds }) => `Waits for at most ${lengthWords(expiresAfterSeconds)}`,
  longestWait: ({ expiresAfterSeconds: seconds = weekSeconds }) =>
    typeof seconds === 'number' ? { ms: seconds * 1_000, path: 'expiresAfterSeconds' } : undefined,
  outputShape: () => ({
    type: 'object',
    properties: {
      body: { description: 'Parsed where it is JSON or a form, else text; null where there is none.' },
      query: { type: 'object', additionalProperties: { type: 'string' } },
      headers: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Names in small letters. Secrets are masked.',
      },
      method: { type: 'string' },
      receivedAt: { type: 'string', format: 'date-time', description: 'When it arrived, in UTC.' },
      captureId: { type: 'string', description: 'The request under Received.' },
    },
    required: ['body', 'query', 'headers', 'method', 'receivedAt', 'captureId'],
    additionalProperties: false,
  }),
  sampleOutput: () => ({
    body: { status: 'shipped' },
    query: {},
    headers: { 'content-type': 'application/json' },
    method: 'POST',
    receivedAt: '2026-11-23T09:00:00.000Z',
    captureId: 'cap_01h455vb4pex5vsknk084sn02q',
  }),
  issues: ({ auth, credential }) =>
    !auth || auth === 'none' || credential
      ? []
      : [
          {
            path: 'credential',
            code: 'no_secret',
            message: 'Choose the secret that answers are checked against, or let the address alone decide.',
          },
        ],
});

const lengths = [
  [daySeconds, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** The largest unit in which the length is a whole number: `7 days`. */
function lengthWords(seconds: unknown): string {
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 1)
    return typeof seconds === 'string' ? 'a time that is worked out' : '7 days';
  const [size, word] = lengths.find(([unit]) => seconds % unit === 0) ?? [1, 'second'];
  const count = seconds / size;
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}
