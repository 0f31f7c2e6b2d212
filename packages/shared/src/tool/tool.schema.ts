import { z } from 'zod';
import { idOutput } from '../ids.ts';
import { toolPolicies } from './define-tool.ts';

export const toolName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'A tool name has small letters, digits and _, such as check_stock.');
export const toolPolicy = z.enum(toolPolicies);

/** Arguments that are fixed by an expression over the run: `{ email: "{{ trigger.order.customer.email }}" }`. */
export const pinnedArguments = z.record(z.string().max(64), z.string().max(2_000));

/** What a team binds: an implementation with settings, a name and one purpose. Kept as immutable versions. */
export const toolBody = z.object({
  name: toolName,
  /** What the model reads. */
  description: z.string().min(1).max(1_000),
  implementation: z.string().min(1).max(64),
  settings: z.record(z.string(), z.unknown()).default({}),
  policy: toolPolicy.optional(),
  pinned: pinnedArguments.default({}),
  limits: z
    .object({
      /** Calls of this tool in one task. */
      perTask: z.int().min(1).max(100).optional(),
    })
    .default({}),
});
export type ToolBody = z.output<typeof toolBody>;

/** A tool given to an employee or named in a node: only ever stricter than the team's. */
export const toolGrant = z.object({
  name: toolName,
  policy: toolPolicy.optional(),
  pinned: pinnedArguments.optional(),
});
export type ToolGrant = z.output<typeof toolGrant>;

export const teamTool = z
  .object({
    id: idOutput('tool'),
    name: z.string(),
    description: z.string(),
    implementation: z.string(),
    effect: z.enum(['read', 'idempotent_write', 'write']),
    policy: toolPolicy.nullable(),
    pinned: z.record(z.string(), z.string()),
  })
  .meta({ id: 'TeamTool' });
