import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageInput, pageOf } from '../page.schema.ts';

export const credentialTypes = [
  'signing-secret',
  'bearer',
  'basic',
  'header',
  'slack',
  'smtp',
  'model-provider',
  'mcp',
  'postgres',
] as const;
export type CredentialType = (typeof credentialTypes)[number];

const secretText = z.string().min(1, 'Enter the secret.').max(4_000);
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/, 'A header name has letters, digits and dashes only.');

/** What is sealed, by type: the members that steps and verifiers get when they open a credential. */
export const credentialValues = {
  'signing-secret': z.strictObject({ secret: secretText }),
  bearer: z.strictObject({ token: secretText }),
  basic: z.strictObject({ username: z.string().min(1).max(500), password: secretText }),
  header: z.strictObject({ name: headerName, value: secretText }),
  slack: z
    .strictObject({
      webhookUrl: z
        .url({
          protocol: /^https?$/,
          error: 'A Slack webhook is an address, such as https://hooks.slack.com/services/…',
        })
        .max(2_000)
        .optional(),
      botToken: secretText.regex(/^xox[a-z]-/, 'A Slack bot token starts with xoxb-.').optional(),
    })
    .refine((value) => value.webhookUrl ?? value.botToken, 'Enter the webhook address or the bot token.'),
  smtp: z.strictObject({
    host: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535).default(587),
    secure: z.boolean().default(false),
    username: z.string().max(500).optional(),
    password: z.string().max(4_000).optional(),
    from: z.string().min(3).max(320),
  }),
  'model-provider': z.strictObject({ apiKey: secretText }),
  mcp: z.strictObject({ token: secretText }),
  postgres: z.strictObject({
    url: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'A PostgreSQL address starts with postgresql://.')
      .max(2_000),
  }),
} as const satisfies Record<CredentialType, z.ZodType>;

/** A plain text, as the value of those types that hold one secret; undefined for types with several members. */
export function valueOfText(type: CredentialType, text: string): Record<string, unknown> | undefined {
  switch (type) {
    case 'signing-secret':
      return { secret: text };
    case 'bearer':
    case 'mcp':
      return { token: text };
    case 'slack':
      return text.startsWith('http') ? { webhookUrl: text } : { botToken: text };
    case 'model-provider':
      return { apiKey: text };
    case 'postgres':
      return { url: text };
    default:
      return undefined;
  }
}

export const credential = z
  .object({
    id: idOutput('credential'),
    name: z.string(),
    type: z.enum(credentialTypes),
    /** Eight hex digits by which two secrets are told apart. */
    fingerprint: z.string(),
    /** What may be shown of it: the end of a token, a user name, a host. */
    hint: z.string().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Credential' });
export type Credential = z.output<typeof credential>;

export const credentialPage = pageOf(credential);
export const credentialIdInput = z.object({ id: idInput('credential') });

const name = z.string().trim().min(1, 'Give it a name.').max(100);
const value = z
  .union([z.string().min(1).max(4_000), z.record(z.string(), z.unknown())])
  .meta({ description: 'A text, or an object with the members of the type. It is written, never read.' });

export const listCredentialsInput = pageInput.extend({ type: z.enum(credentialTypes).optional() });
export type ListCredentialsInput = z.output<typeof listCredentialsInput>;

export const createCredentialInput = z.object({ name, type: z.enum(credentialTypes), value });
export type CreateCredentialInput = z.output<typeof createCredentialInput>;

export const updateCredentialInput = credentialIdInput.extend({
  name: name.optional(),
  value: value.optional(),
});
export type UpdateCredentialInput = z.output<typeof updateCredentialInput>;

export const credentialCheck = z.object({
  ok: z.boolean(),
  /** For people: what was tried and what came back. */
  message: z.string(),
});
export type CredentialCheck = z.output<typeof credentialCheck>;
