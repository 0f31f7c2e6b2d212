import { accept } from './accept.ts';
import { betweenSteps } from './between-steps.ts';
import { firstStep } from './first-step.ts';
import { history } from './history.ts';
import { memory } from './memory.ts';
import { peers } from './peers/peers.ts';
import { takeover } from './takeover.ts';
import { waitingRuns } from './waiting.ts';
import { wal } from './wal.ts';
import { wholeRuns } from './whole-run.ts';

/** Everything that `pnpm bench` measures, in its order; `peers` only when it is asked for. */
export const parts = {
  accept,
  'whole-runs': wholeRuns,
  'first-step': firstStep,
  'between-steps': betweenSteps,
  wal,
  waiting: waitingRuns,
  takeover,
  memory,
  history,
  peers,
};

export type PartName = keyof typeof parts;
type ResultOf<Name extends PartName> = Awaited<ReturnType<(typeof parts)[Name]['measure']>>;
export type PartResults = { [Name in PartName]?: ResultOf<Name> };

export const partNames = Object.keys(parts) as PartName[];

/** The table of a part that was measured. */
export function tableOf<Name extends PartName>(name: Name, results: PartResults): string | undefined {
  const result = results[name];
  const part = parts[name] as { table(result: unknown): string };
  return result === undefined ? undefined : part.table(result);
}
