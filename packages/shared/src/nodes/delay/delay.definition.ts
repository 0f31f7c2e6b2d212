import { z } from 'zod';
import { isTemplate, shortText } from '../../node/config-pieces.ts';
import { type ConfigIssue, defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { toMoment } from '../../shape/moment.ts';
import { delayUnits, durationMs, mostDelayDays, tooLong } from './delay-time.ts';

/** Waits as a row of the engine: a run that waits takes no worker and outlives a restart. */
export const delay = defineNode({
  type: 'delay',
  title: 'Delay',
  summary: 'Waits for a while or until a time, then goes on.',
  category: 'wait',
  icon: 'Hourglass',
  synonyms: ['wait', 'sleep', 'pause', 'later', 'timer', 'until', 'schedule'],
  config: z.object({
    mode: field(z.enum(['for', 'until']).default('for'), {
      label: 'Wait',
      control: 'choice',
      options: [
        { value: 'for', label: 'For a while' },
        { value: 'until', label: 'Until a time' },
      ],
    }),
    amount: field(z.number().min(0).max(31_536_000).default(1), {
      label: 'How long',
      control: 'number',
      bindable: true,
      showWhen: { field: 'mode', is: ['for'] },
    }),
    unit: field(z.enum(delayUnits).default('hours'), {
      label: 'Unit',
      control: 'choice',
      showWhen: { field: 'mode', is: ['for'] },
    }),
    until: field(z.union([z.string(), z.number()]).nullish(), {
      label: 'Until',
      control: 'text',
      placeholder: '2026-11-23T09:00:00Z',
      help: 'A time with its zone, or a date, which begins at midnight in UTC. What has passed goes on at once.',
      bindable: true,
      showWhen: { field: 'mode', is: ['until'] },
    }),
  }),
  initial: { mode: 'for', amount: 1, unit: 'hours' },
  summarise: ({ mode, amount, unit, until }) => (mode === 'until' ? untilLine(until) : forLine(amount, unit)),
  outputShape: () => ({
    type: 'object',
    properties: {
      until: { type: 'string', format: 'date-time', description: 'When it went on, in UTC.' },
      waitedMs: { type: 'number', description: 'Milliseconds from the start of the step until then.' },
    },
    required: ['until', 'waitedMs'],
    additionalProperties: false,
  }),
  sampleOutput: () => ({ until: '2026-11-23T10:00:00.000Z', waitedMs: 3_600_000 }),
  issues: ({ mode, amount, unit, until }) =>
    mode === 'until' ? untilIssues(until) : amountIssues(amount, unit),
  longestWait: ({ mode, amount = 1, unit = 'hours' }) => {
    const ms = mode === 'until' ? undefined : durationMs(amount, unit);
    return ms === undefined ? undefined : { ms, path: 'amount' };
  },
});

function forLine(amount: unknown, unit: unknown): string {
  if (isTemplate(amount)) return `For some ${delayUnits.find((name) => name === unit) ?? 'time'}`;
  const name = delayUnits.find((known) => known === unit) ?? 'hours';
  const count = typeof amount === 'number' ? amount : 1;
  return `For ${count.toLocaleString('en')} ${count === 1 ? name.slice(0, -1) : name}`;
}

function untilLine(until: unknown): string {
  const text = shortText(until).replace(/^\{\{\s*|\s*\}\}$/g, '');
  return text === '' ? 'No time yet' : `Until ${text}`;
}

function amountIssues(amount: unknown, unit: unknown): ConfigIssue[] {
  const length = durationMs(amount ?? 1, unit ?? 'hours');
  if (length === undefined || length <= mostDelayDays * 86_400_000) return [];
  return [{ path: 'amount', code: 'delay_too_long', message: tooLong }];
}

function untilIssues(until: unknown): ConfigIssue[] {
  if (until === undefined || until === null || until === '')
    return [{ path: 'until', code: 'required', message: 'Say until when to wait.' }];
  if (isTemplate(until) || toMoment(until) !== null) return [];
  const message = 'This is no time. Write one such as 2026-11-23T09:00:00Z, or an expression that gives one.';
  return [{ path: 'until', code: 'not_a_time', message }];
}
