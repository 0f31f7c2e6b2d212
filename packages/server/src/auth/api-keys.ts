import { createHash, randomBytes } from 'node:crypto';
import type { PrismaClient } from '@sista/runtime/db';
import { newUuid } from '@sista/shared/ids';
import type { Role } from '@sista/shared/rights';

/** A fresh API key: `sk_` and 32 random bytes. */
export function makeApiKey(): string {
  return `sk_${randomBytes(32).toString('base64url')}`;
}

/** How the accounts library stores a key. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

export type NewKey = { workspaceId: string; name: string; role: Role; key: string };

/** Stores a key in the form of the accounts library, which makes keys only for people and not for other keys. */
export async function insertApiKey(
  prisma: Pick<PrismaClient, 'apikey'>,
  { workspaceId, name, role, key }: NewKey,
) {
  return prisma.apikey.create({
    data: {
      id: newUuid(),
      configId: 'default',
      referenceId: workspaceId,
      name,
      prefix: 'sk_',
      start: key.slice(0, 8),
      key: hashApiKey(key),
      enabled: true,
      rateLimitEnabled: false,
      metadata: JSON.stringify({ role }),
    },
  });
}
