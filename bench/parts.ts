import { accept } from './parts/accept.ts';
import { betweenSteps } from './parts/between-steps.ts';
import { firstStep } from './parts/first-step.ts';
import { history } from './parts/history.ts';
import { memory } from './parts/memory.ts';
import { takeover } from './parts/takeover.ts';
import { waitingRuns } from './parts/waiting.ts';
import { wal } from './parts/wal.ts';
import { wholeRuns } from './parts/whole-run.ts';
import { peers } from './peers/peers.ts';

/**
 * Everything that `pnpm bench` measures, in its order: `peers`, when it is asked for, before the disk has the history to
 * digest.
 */
export const parts = {
  peers,
  accept,
  'whole-runs': wholeRuns,
  'first-step': firstStep,
  'between-steps': betweenSteps,
  wal,
  waiting: waitingRuns,
  takeover,
  memory,
  history,
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
