import type { Machine } from './machine.ts';
import type { BenchOptions } from './part.ts';
import type { PartResults } from './parts.ts';

/** One invocation of the bench, as it is kept in `results/`. */
export type BenchRecord = { at: string; options: BenchOptions; machine: Machine; results: PartResults };
