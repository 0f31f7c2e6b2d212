import type { z } from 'zod';
import type { NodeDefinition } from './define-node.ts';
import type { StepContext, StepPorts } from './step-context.ts';
import type { StepResult } from './step-result.ts';

/** What a step is given besides its config. */
export type StepInput = {
  trigger: unknown;
  /** Outputs of the direct predecessors that ran, by node id. */
  previous: Readonly<Record<string, unknown>>;
};

export type ExecutorCall<Config> = {
  config: Config;
  input: StepInput;
  context: StepContext;
  ports: StepPorts;
};

export type Executor<Config extends z.ZodType = z.ZodType> = {
  definition: NodeDefinition<Config>;
  run: (call: ExecutorCall<z.output<Config>>) => Promise<StepResult>;
};

// biome-ignore lint/suspicious/noExplicitAny: as in AnyNodeDefinition
export type AnyExecutor = Executor<any>;

/** Joins a definition and its code. Expressions in `config` are resolved and checked by the schema before. */
export function defineExecutor<Config extends z.ZodType>(
  definition: NodeDefinition<Config>,
  run: (call: ExecutorCall<z.output<Config>>) => Promise<StepResult>,
): Executor<Config> {
  return { definition, run };
}
