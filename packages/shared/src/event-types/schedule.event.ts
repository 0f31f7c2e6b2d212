import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import { exampleParts, faultPart, flowPart, moment, ofRun, runPart, stepCounts } from '../event/fragments.ts';
import { idOutput } from '../ids.ts';
import { missedPolicy } from '../schedule/schedule.schema.ts';

const schedulePart = z.strictObject({ nodeId: z.string(), cron: z.string(), timezone: z.string() });

/** When it was planned and when it happened. `nextAt` is missing where no further time comes. */
const planned = {
  schedule: schedulePart,
  scheduledFor: moment,
  firedAt: moment,
  latenessMs: z.int(),
  nextAt: moment.optional(),
};

const { flow, run, cause } = exampleParts.ofRun;
const place = {
  flow: { ...flow, name: 'Morning report' },
  run: { ...run, trigger: 'schedule' },
} as const;
const schedule = { nodeId: 'start', cron: '0 9 * * 1-5', timezone: 'UTC' };
const times = {
  schedule,
  scheduledFor: '2026-11-23T09:00:00.000Z',
  firedAt: '2026-11-23T09:00:00.120Z',
  latenessMs: 120,
  nextAt: '2026-11-24T09:00:00.000Z',
};

export const scheduleFired = defineEvent({
  type: 'schedule.fired',
  title: 'Schedule fired',
  when: 'A schedule came due and started a run of its flow.',
  fields: { flow: flowPart, run: runPart, ...planned },
  example: { ...place, ...times },
  summarise: ({ flow, scheduledFor }) =>
    `${flow.name} started by its schedule for ${timeWords(scheduledFor)}.`,
});

export const scheduleCompleted = defineEvent({
  type: 'schedule.completed',
  title: 'Scheduled run ended',
  when: 'A run that a schedule started is over, well or badly.',
  fields: {
    ...ofRun,
    ...planned,
    status: z.enum(['succeeded', 'failed', 'cancelled', 'quarantined']),
    output: z.unknown(),
    error: faultPart.optional(),
    credits: z.number(),
    durationMs: z.int(),
    steps: stepCounts,
  },
  example: {
    ...place,
    cause: { ...cause, kind: 'schedule', source: null, title: null, externalId: null, captureId: null },
    sandbox: false,
    ...times,
    status: 'succeeded',
    output: { rows: 12 },
    credits: 0.8,
    durationMs: 5_200,
    steps: { total: 3, succeeded: 3, failed: 0, skipped: 0 },
  },
  summarise: ({ flow, scheduledFor, status, error }) =>
    status === 'succeeded'
      ? `${flow.name} finished its run of ${timeWords(scheduledFor)}.`
      : `${flow.name} did not finish its run of ${timeWords(scheduledFor)}: ${error?.message ?? `it was ${status}.`}`,
  large: ['output'],
});

export const scheduleMissed = defineEvent({
  type: 'schedule.missed',
  title: 'Schedule missed',
  when: 'Planned times passed by more than a minute, since nothing could run or the flow was paused.',
  fields: {
    flow: flowPart,
    schedule: schedulePart,
    /** The first of the missed times. */
    scheduledFor: moment,
    reason: z.enum(['paused', 'downtime']),
    /** Counted to 10,000. */
    missedCount: z.int(),
    policy: missedPolicy,
    /** The one run that catches up. */
    caughtUpRunId: idOutput('run').optional(),
    nextAt: moment.optional(),
  },
  example: {
    flow: place.flow,
    schedule,
    scheduledFor: '2026-11-20T09:00:00.000Z',
    reason: 'downtime',
    missedCount: 2,
    policy: 'once',
    caughtUpRunId: run.id,
    nextAt: '2026-11-24T09:00:00.000Z',
  },
  summarise: ({ flow, missedCount, reason, caughtUpRunId }) =>
    [
      `${flow.name} missed ${missedCount === 1 ? 'one planned time' : `${missedCount} planned times`}`,
      reason === 'paused' ? ' while it was paused' : ' while nothing could run',
      caughtUpRunId === undefined ? '.' : ' and catches up with one run.',
    ].join(''),
});

/** "2026-11-23 09:00 UTC" */
const timeWords = (iso: string) => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
