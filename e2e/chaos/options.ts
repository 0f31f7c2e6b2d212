import { parseArgs } from 'node:util';
import { type KillKind, killKinds } from './kills.ts';

export type ChaosOptions = {
  rounds: number;
  seed: string;
  /** No further round begins after so long. */
  mostMs: number;
  only: readonly KillKind[] | undefined;
  /** Where the tally goes as JSON, for `pnpm test`. */
  report: string | undefined;
  keep: boolean;
};

export const usage = `pnpm chaos [--rounds 20] [--seed <text>] [--minutes <n>] [--kill <kind,…>] [--keep]
Kinds: ${killKinds.join(', ')}`;

/** Throws a sentence for what is wrong. */
export function parseOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      minutes: { type: 'string' },
      kill: { type: 'string' },
      report: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const only = values.kill?.split(',').map((text) => text.trim());
  const unknown = only?.find((kind) => !killKinds.some((known) => known === kind));
  if (unknown !== undefined) throw new Error(`There is no kind of kill "${unknown}".\n${usage}`);
  return {
    rounds: positive('rounds', values.rounds),
    seed: values.seed,
    mostMs:
      values.minutes === undefined ? Number.POSITIVE_INFINITY : positive('minutes', values.minutes) * 60_000,
    only: only as KillKind[] | undefined,
    report: values.report,
    keep: values.keep,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} is "${text}" and has to be a number above 0.\n${usage}`);
  return value;
}
