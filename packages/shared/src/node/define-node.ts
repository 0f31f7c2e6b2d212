import type { z } from 'zod';
import type { RunTrigger } from '../run/run-status.ts';
import type { DataShape } from './data-shape.ts';

export type Port = { name: string; label: string; tone?: 'neutral' | 'good' | 'bad' };
export type NodeCategory = 'start' | 'people' | 'decide' | 'wait' | 'data' | 'tell';

/** What an executor needs beyond the nine members of StepContext; it gets just the ports it names. */
export type NodeNeed = 'employee' | 'event' | 'data' | 'flow';

/**
 * What recovery may do with an effect whose outcome is unknown: `safe` and `keyed` are sent again under the same
 * key, `once` asks a person.
 */
export type EffectClass = 'safe' | 'keyed' | 'once';

export type TriggerPart = {
  kind: RunTrigger;
  /** Has an ingress URL. */
  ingress: boolean;
  /** The normalised member of `trigger` that the sources of this node give. */
  shape?: 'order' | 'build' | 'ticket' | 'lead';
};

/** A problem that zod cannot say. `path` is inside the config: `conditions.0.port`. */
export type ConfigIssue = { level?: 'error' | 'warning'; path: string; code: string; message: string };

/** A sample test-fire payload: what the sender would send. */
export type PayloadSample = {
  id: string;
  title: string;
  payload: unknown;
  headers?: Readonly<Record<string, string>>;
};

/** A node type. Data that a browser may load; what it does is its executor, beside it. */
export type NodeDefinition<Config extends z.ZodType = z.ZodType> = {
  type: string;
  typeVersion: number;
  title: string;
  /** One sentence for the palette. */
  summary: string;
  category: NodeCategory;
  /** A name of Tabler's icon set, without `Icon`: `Webhook`, `GitBranch`. */
  icon: string;
  synonyms: readonly string[];
  effect: 'none' | 'read' | 'write' | ((config: z.output<Config>) => 'none' | 'read' | 'write');
  effectClass: EffectClass | ((config: z.output<Config>) => EffectClass);
  /** Seconds; the limit of one attempt where the document sets none. */
  timeoutSeconds: number;
  lane: 'run' | 'ai';
  needs: readonly NodeNeed[];
  trigger?: TriggerPart;
  /** The way out. Called with any stored config, also an incomplete one; the `error` port is added by the flow. */
  ports: (config: Partial<z.output<Config>>) => readonly Port[];
  /** The schema of the resolved config; stored values may hold `{{ … }}` where the field is bindable. */
  config: Config;
  /** What a new node starts with; valid apart from what only a person can know. */
  initial: z.input<Config>;
  /** The card's one line. Must take an incomplete config. */
  summarise: (config: Partial<z.output<Config>>) => string;
  outputShape: (config: Partial<z.output<Config>>) => DataShape;
  /** An example of the output, for previews before a first test and for sends that were held back. */
  sampleOutput: (config: Partial<z.output<Config>>) => unknown;
  /** For triggers: payloads to test with. */
  samples: readonly PayloadSample[];
  issues: (config: Partial<z.output<Config>>) => readonly ConfigIssue[];
  /** Of a step that waits: for how long, where its config alone says so. `path` is inside the config. */
  longestWait?: (config: Partial<z.output<Config>>) => { ms: number; path: string } | undefined;
  /** `{ 2: (old) => new }`: what makes a config of version 1 one of version 2. */
  migrations: Readonly<Record<number, (config: Record<string, unknown>) => Record<string, unknown>>>;
};

type Defaulted =
  | 'typeVersion'
  | 'synonyms'
  | 'effect'
  | 'effectClass'
  | 'timeoutSeconds'
  | 'lane'
  | 'needs'
  | 'ports'
  | 'samples'
  | 'issues'
  | 'migrations'
  | 'outputShape'
  | 'sampleOutput';
export type NodeSpec<Config extends z.ZodType> = Omit<NodeDefinition<Config>, Defaulted> &
  Partial<Pick<NodeDefinition<Config>, Defaulted>>;

const onePort: readonly Port[] = [{ name: 'out', label: 'out' }];

/** Fills in what most node types share. */
export function defineNode<Config extends z.ZodType>(spec: NodeSpec<Config>): NodeDefinition<Config> {
  return {
    typeVersion: 1,
    synonyms: [],
    effect: 'none',
    effectClass: 'safe',
    timeoutSeconds: 30,
    lane: 'run',
    needs: [],
    ports: () => onePort,
    samples: [],
    issues: () => [],
    migrations: {},
    outputShape: () => ({}),
    sampleOutput: () => ({}),
    ...spec,
  };
}

/** For registries: a definition whose config type is forgotten. */
// biome-ignore lint/suspicious/noExplicitAny: config is contravariant in the functions above, so `unknown` would refuse every definition
export type AnyNodeDefinition = NodeDefinition<any>;

export function effectOf(definition: AnyNodeDefinition, config: unknown): 'none' | 'read' | 'write' {
  return typeof definition.effect === 'function' ? definition.effect(config) : definition.effect;
}

export function effectClassOf(definition: AnyNodeDefinition, config: unknown): EffectClass {
  return typeof definition.effectClass === 'function'
    ? definition.effectClass(config)
    : definition.effectClass;
}
