import type { DataShape } from '../node/data-shape.ts';

/** A role of the catalogue: what hiring starts from. Everything can be changed afterwards. */
export type RoleDefinition = {
  key: string;
  title: string;
  /** One sentence: what this employee does for you. */
  summary: string;
  /** A name of Tabler's icon set, without `Icon`. */
  icon: string;
  suggestedName: string;
  /** Duties, rules, what to do in doubt. At most 8,000 characters. */
  instructions: string;
  /** Tone, language, signature. At most 2,000 characters. */
  persona: string;
  /** Names of team tools that fit the role; a person grants them. */
  tools: readonly string[];
  /** Results that a node can ask for with one click. */
  outputPresets: readonly OutputPreset[];
  sampleTask: SampleTask;
  /** What the sandbox model says in this role. */
  examples: readonly SandboxExample[];
};

export type OutputPreset = { id: string; title: string; output: DataShape };

export type SampleTask = { title: string; instructions: string; input: unknown };

/**
 * One line of the sandbox model's script, over `input` (the task's data) and `tools` (the last result of each tool,
 * by name). The first one whose `when` holds is played. `set` gives members of the result, `calls` the arguments of
 * tools that could not be found by name. Texts may hold `{{ … }}`; a text that is one expression gives its value.
 */
export type SandboxExample = {
  when?: string;
  calls?: readonly { tool: string; args: Readonly<Record<string, unknown>> }[];
  set: Readonly<Record<string, unknown>>;
};

/** Keeps a role's literal types while checking it. */
export function defineRole(role: RoleDefinition): RoleDefinition {
  return role;
}
