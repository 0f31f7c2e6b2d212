import type { z } from 'zod';
import type { flowDocument } from '../flow/flow.schema.ts';
import type { PayloadSample } from '../node/define-node.ts';
import type { SandboxExample } from '../role/define-role.ts';

export const templateCategories = ['orders', 'support', 'engineering', 'sales'] as const;
export type TemplateCategory = (typeof templateCategories)[number];

/** A flow to start from, that runs before anything is connected. */
export type TemplateDefinition = {
  id: string;
  title: string;
  /** What is different afterwards, in one sentence. */
  outcome: string;
  category: TemplateCategory;
  /** A name of Tabler's icon set, without `Icon`. */
  icon: string;
  /** The employees that using it hires, unless the workspace has one of the role. */
  hires: readonly TemplateHire[];
  /** The nodes name employees as `role:<key>`; use resolves them. */
  document: z.input<typeof flowDocument>;
  /** What the sender would send. The first one is the flow's sample. */
  samples: readonly TemplateSample[];
  makeItYours: readonly TemplateField[];
  /** What the sandbox model says, by node. It goes before the examples of the role. */
  script: Readonly<Record<string, readonly SandboxExample[]>>;
  /** How a test-fire of each sample ends on the sandbox model, by sample id. */
  expected: Readonly<Record<TemplateSample['id'], ExpectedEnd>>;
};

export type TemplateHire = {
  /** `role:order-desk` */
  ref: `role:${string}`;
  name: string;
  title: string;
  tools: readonly string[];
};

export type TemplateSample = PayloadSample & { id: 'plain' | 'exception' | 'hostile' };

/** One of the three fields that make the flow one's own. `path` is inside the node: `config.credential`. */
export type TemplateField = { nodeId: string; path: string; label: string };

export type ExpectedEnd = {
  status: 'succeeded' | 'failed';
  /** The nodes that ran, in the order of their first start. */
  path: readonly string[];
  /** Members of their outputs; what is not named may be anything. */
  outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** The key in `role:order-desk`, or undefined for anything else. */
export function roleOfRef(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith('role:') ? ref.slice('role:'.length) : undefined;
}

/** Keeps a template's literal types while checking it. */
export function defineTemplate(template: TemplateDefinition): TemplateDefinition {
  return template;
}
