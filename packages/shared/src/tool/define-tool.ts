import type { z } from 'zod';
import type { DataShape } from '../node/data-shape.ts';

/**
 * A tool implementation is general (`sql_query`); a team gives it a name, settings and one purpose
 * (`check_stock`). The definition is data for forms, the gate and the prompt; the executor beside it does the work
 * after the tool gate allowed the call.
 */
export type ToolDefinition<Settings extends z.ZodType = z.ZodType> = {
  id: string;
  title: string;
  /** One sentence for people who choose a tool. */
  summary: string;
  /** A name of Tabler's icon set, without `Icon`. */
  icon: string;
  effect: ToolEffect | ((settings: z.output<Settings>) => ToolEffect);
  settings: Settings;
  /** The arguments of a call, as a closed object schema. Pinned ones are taken out of what the model sees. */
  parameters: (settings: z.output<Settings>) => DataShape;
  /** Names of the parameters that a team, an employee or a node may pin to an expression. */
  pinnable: (settings: z.output<Settings>) => readonly string[];
  /** One line for people: what this call touches. */
  target: (settings: z.output<Settings>, args: Readonly<Record<string, unknown>>) => string;
};

/** What recovery may do with a call whose outcome is unknown: again, again with the same key, ask a person. */
export const toolEffects = { read: 0, idempotent_write: 1, write: 2 } as const;
export type ToolEffect = keyof typeof toolEffects;

/** Who decides: it runs, a person is asked, it is off. Policies only ever narrow. */
export const toolPolicies = ['auto', 'ask', 'off'] as const;
export type ToolPolicy = (typeof toolPolicies)[number];

/** For registries: a definition whose settings type is forgotten. */
// biome-ignore lint/suspicious/noExplicitAny: settings are contravariant in the functions above
export type AnyToolDefinition = ToolDefinition<any>;

/** A result goes back to the model as data; an error is a sentence that it can act on. */
export type ToolResult = { ok: true; [member: string]: unknown } | { ok: false; error: string };

/** All that a tool may touch. */
export type ToolContext = {
  /** Rows of a data source of the workspace, read only. Throws `ToolFailed` with a sentence. */
  query: (query: DataQuery) => Promise<QueryRows>;
  /** What the task was given, whole; the prompt may hold a shortened form. */
  taskInput: unknown;
  signal: AbortSignal;
  /** Ms since the epoch. */
  now: number;
};

export type DataQuery = {
  /** The name of the data source. */
  source: string;
  /** One SELECT with named parameters (`:email`). A list arrives as JSON text, for `json_each(:skus)`. */
  sql: string;
  parameters: Readonly<Record<string, unknown>>;
  /** The tables that this query may read. */
  tables: readonly string[];
};

export type QueryRows = { rows: readonly Record<string, unknown>[]; truncated: boolean };

export type ToolCall<Settings> = {
  args: Readonly<Record<string, unknown>>;
  settings: Settings;
  context: ToolContext;
};

export type ToolExecutor<Settings extends z.ZodType = z.ZodType> = {
  definition: ToolDefinition<Settings>;
  run: (call: ToolCall<z.output<Settings>>) => Promise<ToolResult>;
};

// biome-ignore lint/suspicious/noExplicitAny: as in AnyToolDefinition
export type AnyToolExecutor = ToolExecutor<any>;

/** Thrown where a tool cannot do what it was asked to; the sentence reaches the model and the run page. */
export class ToolFailed extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'ToolFailed';
  }
}

/** Fills in what most tools share: a read of which nothing can be pinned. */
export function defineTool<Settings extends z.ZodType>(
  spec: Omit<ToolDefinition<Settings>, 'effect' | 'pinnable'> &
    Partial<Pick<ToolDefinition<Settings>, 'effect' | 'pinnable'>>,
): ToolDefinition<Settings> {
  return { effect: 'read', pinnable: () => [], ...spec };
}

/** Joins a definition and its code. */
export function defineToolExecutor<Settings extends z.ZodType>(
  definition: ToolDefinition<Settings>,
  run: (call: ToolCall<z.output<Settings>>) => Promise<ToolResult>,
): ToolExecutor<Settings> {
  return { definition, run };
}

export function effectOfTool(definition: AnyToolDefinition, settings: unknown): ToolEffect {
  return typeof definition.effect === 'function' ? definition.effect(settings) : definition.effect;
}
