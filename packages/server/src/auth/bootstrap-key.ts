import type { PrismaClient } from '@sista/runtime/db';
import { hashApiKey, insertApiKey } from './api-keys.ts';

/**
 * Makes `SISTA_BOOTSTRAP_API_KEY` an owner's key of the first workspace, for set-ups without a person. The same key
 * is made once; a key that a person deleted comes back with the next start, as long as the variable is set.
 */
export async function ensureBootstrapKey(
  prisma: PrismaClient,
  workspaceId: string,
  key: string,
): Promise<void> {
  const known = await prisma.apikey.findUnique({ where: { key: hashApiKey(key) } });
  if (known) return;
  try {
    await insertApiKey(prisma, { workspaceId, name: 'Bootstrap key', role: 'owner', key });
  } catch (error) {
    // Another process of this installation started at the same moment.
    if (!(await prisma.apikey.findUnique({ where: { key: hashApiKey(key) } }))) throw error;
  }
}
