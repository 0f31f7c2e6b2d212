import { z } from 'zod';
import { modelChoice } from '../employee/employee.schema.ts';
import { idInput, idOutput } from '../ids.ts';

/** The model of a new workspace: scripted, without network, labelled everywhere. */
export const sandboxModelRef = 'sandbox:sandbox-1';
export const sandboxModelTitle = 'Sandbox (scripted, no AI)';

/** What a check of a model found out; null where it was never checked. */
export const modelAbilities = z.object({
  id: z.string().min(1).max(200),
  tools: z.boolean().nullable().default(null),
  structured: z.boolean().nullable().default(null),
  usage: z.boolean().nullable().default(null),
  checkedAt: z.iso.datetime().nullable().default(null),
});
export type ModelAbilities = z.output<typeof modelAbilities>;

export const modelProvider = z
  .object({
    id: idOutput('provider'),
    kind: z.enum(['sandbox', 'openai-compatible']),
    slug: z.string(),
    name: z.string(),
    baseUrl: z.string().nullable(),
    /** Whether a key is stored; the key itself is written, never read. */
    hasKey: z.boolean(),
    defaultModel: z.string().nullable(),
    status: z.enum(['active', 'paused']),
    /** Why it is paused. */
    reason: z.string().nullable(),
    models: z.array(modelAbilities),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'ModelProvider' });
export type ModelProvider = z.output<typeof modelProvider>;

export const modelList = z.object({
  data: z.array(modelProvider),
  /** `<provider>:<model>` of the workspace. */
  defaultModel: z.string(),
});
export type ModelList = z.output<typeof modelList>;

const baseUrl = z
  .url({
    protocol: /^https?$/,
    error: 'Enter the address that ends before /chat/completions, such as https://api.example.com/v1.',
  })
  .max(500);

export const createProviderInput = z.object({
  kind: z.literal('openai-compatible'),
  name: z.string().trim().min(1).max(100),
  baseUrl,
  apiKey: z.string().min(1).max(1_000).nullable().optional(),
  defaultModel: z.string().trim().min(1).max(200),
});
export type CreateProviderInput = z.output<typeof createProviderInput>;

/** A null key removes it. A change of address or key ends a pause. */
export const updateProviderInput = z.object({
  id: idInput('provider'),
  name: createProviderInput.shape.name.optional(),
  baseUrl: baseUrl.optional(),
  apiKey: createProviderInput.shape.apiKey,
  defaultModel: createProviderInput.shape.defaultModel.optional(),
});
export type UpdateProviderInput = z.output<typeof updateProviderInput>;

export const setDefaultModelInput = z.object({
  model: modelChoice.refine((model) => model !== 'default', 'Name the model: "<provider>:<model>".'),
});

export const providerCheck = z
  .object({
    ok: z.boolean(),
    /** For people: what works, or what went wrong and what to do. */
    message: z.string(),
    abilities: modelAbilities.nullable(),
  })
  .meta({ id: 'ProviderCheck' });
export type ProviderCheck = z.output<typeof providerCheck>;
