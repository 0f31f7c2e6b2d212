import type { Load } from './load.ts';

export type BenchOptions = {
  load: Load;
  /** How often parts that are noisy are repeated. */
  rounds: number;
  /** How many runs the history has. */
  runs: number;
};

/** Something that is measured by itself, on a database of its own. */
export type Part<Result> = {
  title: string;
  measure(options: BenchOptions): Promise<Result>;
  /** Markdown. */
  table(result: Result): string;
};

export const definePart = <Result>(part: Part<Result>): Part<Result> => part;
