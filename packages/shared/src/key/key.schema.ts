import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageInput, pageOf } from '../page.schema.ts';
import { roles } from '../rights.ts';

export const apiKey = z
  .object({
    id: idOutput('key'),
    name: z.string(),
    /** How it starts, to recognise it: `sk_a1b2…`. */
    start: z.string(),
    role: z.enum(roles),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.output<typeof apiKey>;

/** The only time that the key itself is shown. */
export const createdKey = apiKey.extend({ key: z.string() }).meta({ id: 'CreatedApiKey' });
export type CreatedKey = z.output<typeof createdKey>;

export const apiKeyPage = pageOf(apiKey);
export const listKeysInput = pageInput;
export const keyIdInput = z.object({ id: idInput('key') });
export const createKeyInput = z.object({
  name: z.string().trim().min(1, 'Give the key a name.').max(100),
  role: z.enum(roles).default('admin'),
});
export type CreateKeyInput = z.output<typeof createKeyInput>;
