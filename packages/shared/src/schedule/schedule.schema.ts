import { z } from 'zod';
import { cronProblem } from './parse-cron.ts';
import { zoneProblem } from './zone-time.ts';

/** When a schedule fires: five cron fields, read on the clocks of a time zone. */
export type When = { cron: string; timezone: string };

/** Refuses with the sentence that the editor shows. */
const checkedBy = (problemOf: (text: string) => string | undefined) =>
  z
    .string()
    .trim()
    .max(200)
    .superRefine((text, { addIssue }) => {
      const message = problemOf(text);
      if (message !== undefined) addIssue({ code: 'custom', message });
    });

export const cronText = checkedBy(cronProblem);
export const zoneName = checkedBy(zoneProblem);
/** What to do about times that passed while nothing could fire: one run for all of them, or none. */
export const missedPolicy = z.enum(['once', 'skip']);
export type MissedPolicy = z.output<typeof missedPolicy>;
