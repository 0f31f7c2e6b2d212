import { z } from 'zod';
import type { DataShape } from '../../node/data-shape.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { triggerShape } from '../../node/trigger-shape.ts';
import { describeCron } from '../../schedule/describe-cron.ts';
import { cronText, missedPolicy, zoneName } from '../../schedule/schedule.schema.ts';

const moment: DataShape = { type: 'string', format: 'date-time' };
const workdays = '0 9 * * 1-5';

/** Starts a run at planned times. */
export const triggerSchedule = defineNode({
  type: 'trigger-schedule',
  title: 'Schedule',
  summary: 'Starts at times you choose: every hour, on workdays, once a month.',
  category: 'start',
  icon: 'CalendarTime',
  synonyms: ['cron', 'timer', 'every day', 'hourly', 'daily', 'weekly', 'interval', 'recurring', 'clock'],
  trigger: { kind: 'schedule', ingress: false },
  config: z.object({
    cron: field(cronText, {
      label: 'When',
      control: 'schedule',
      help: 'Minute, hour, day of the month, month, day of the week.',
      placeholder: workdays,
    }),
    timezone: field(zoneName.default('UTC'), {
      label: 'Time zone',
      control: 'zone',
      help: 'Whose clocks are meant. Summer time is followed.',
    }),
    missed: field(missedPolicy.default('once'), {
      label: 'Missed times',
      control: 'choice',
      help: 'Times that passed while the flow was paused or nothing could run.',
      options: [
        { value: 'once', label: 'Catch up once', help: 'One run for all of them; it sees which they were.' },
        { value: 'skip', label: 'Skip them', help: 'The flow goes on with its next time.' },
      ],
    }),
  }),
  initial: { cron: workdays, timezone: 'UTC', missed: 'once' },
  summarise: ({ cron, timezone }) => summaryOf(cron, timezone),
  outputShape: () =>
    triggerShape(
      {},
      {
        schedule: {
          type: 'object',
          properties: {
            scheduledFor: { ...moment, description: 'The planned time, in UTC. The first of missed ones.' },
            cron: { type: 'string' },
            timezone: { type: 'string' },
            missed: { type: 'array', items: moment, description: 'The missed times, at most 100.' },
            missedCount: { type: 'number', description: 'How many were missed, counted to 10,000.' },
          },
          required: ['scheduledFor', 'cron', 'timezone'],
        },
      },
    ),
  sampleOutput: ({ cron, timezone }) => ({
    kind: 'schedule',
    receivedAt: '2026-11-23T09:00:00.120Z',
    body: {},
    schedule: {
      scheduledFor: '2026-11-23T09:00:00.000Z',
      cron: typeof cron === 'string' ? cron : workdays,
      timezone: typeof timezone === 'string' ? timezone : 'UTC',
    },
  }),
  samples: [{ id: 'due', title: 'On time', payload: {} }],
});

function summaryOf(cron: unknown, timezone: unknown): string {
  const words = typeof cron === 'string' ? describeCron(cron) : undefined;
  if (words === undefined) return 'No time is set';
  return typeof timezone === 'string' && timezone !== '' ? `${words}, ${timezone}` : words;
}
