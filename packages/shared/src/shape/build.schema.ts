import { z } from 'zod';
import { moment, shapeBase, textOrNull } from './shape-base.ts';

export const buildConclusionNames = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'skipped',
  'unknown',
] as const;
export type BuildConclusion = (typeof buildConclusionNames)[number];

const person = z.strictObject({ name: textOrNull, email: textOrNull });

/** The one form of a build, whoever sent it. Unknown is null; an empty list is known to be empty. */
export const build = z.strictObject({
  ...shapeBase,
  provider: z.string().describe('The service that built: github, circleci, …'),
  id: z.string().min(1).describe("The provider's id of this build."),
  attempt: z.int().min(1).describe('1, and more after a re-run.'),
  repository: textOrNull.describe('owner/name.'),
  repositoryUrl: textOrNull,
  branch: textOrNull,
  tag: textOrNull,
  pullRequest: z.strictObject({ number: z.int(), url: textOrNull }).nullable(),
  commit: z
    .strictObject({ sha: z.string(), message: textOrNull, author: person.nullable(), url: textOrNull })
    .nullable(),
  workflow: textOrNull.describe('The name of the workflow or pipeline.'),
  number: z.int().nullable().describe('The running number of the workflow.'),
  status: z.enum(['queued', 'running', 'completed']),
  conclusion: z.enum(buildConclusionNames).describe('How it ended; unknown while it runs.'),
  url: textOrNull.describe('The page of the build.'),
  startedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  durationSeconds: z.number().nullable(),
  failedJobs: z
    .array(z.strictObject({ id: textOrNull, name: z.string(), stage: textOrNull, url: textOrNull }))
    .nullable()
    .describe('Null where the sender does not list jobs.'),
});
export type Build = z.output<typeof build>;
