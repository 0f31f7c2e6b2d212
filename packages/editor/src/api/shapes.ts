import type { AppRouter } from '@sista/server/app-router';
import type { inferRouterOutputs } from '@trpc/server';

/** What the server answers, as it arrives here: JSON, in which a member that is `unknown` may be missing. */
type Answers = inferRouterOutputs<AppRouter>;
export type FlowAnswer = Answers['flow']['get'];
export type JobAnswer = Answers['job']['get'];
export type RunAnswer = Answers['run']['get'];
export type StepAnswer = RunAnswer['stepList'][number];
