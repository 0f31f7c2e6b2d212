import type { RunMode } from '../run/run-status.ts';

/** The names that an expression in a flow may begin with. */
export const scopeRoots = ['trigger', 'steps', 'item', 'index', 'vars', 'run', 'now', 'callbacks'] as const;
export type ScopeRoot = (typeof scopeRoots)[number];

export const isScopeRoot = (name: string): name is ScopeRoot =>
  (scopeRoots as readonly string[]).includes(name);

/** What can be read of a step that has run. */
export const stepMembers = ['output', 'error', 'meta'] as const;

export type StepScope = {
  output?: unknown;
  error?: { code: string; message: string } | null;
  meta?: unknown;
};

/** What the expressions of one step see. Plain JSON all through. */
export type ExpressionScope = {
  trigger: unknown;
  /** By node id; only steps that ran. */
  steps: Readonly<Record<string, StepScope>>;
  run: { id: string; mode: RunMode };
  vars: Readonly<Record<string, unknown>>;
  /** The recorded start of the step, RFC 3339 in UTC. */
  now: string;
  /** By the id of a `wait-for-callback` node. */
  callbacks?: Readonly<Record<string, { url: string }>>;
  /** Only inside a loop. */
  item?: unknown;
  index?: number;
};
