import type { PrismaClient } from '@sista/runtime/db';
import { newUuid } from '@sista/shared/ids';
import type { Auth } from './auth.ts';

/** Until the owner has chosen an address of their own. Nothing is ever sent to it. */
export const placeholderEmail = 'owner@sista.invalid';

export type FirstWorkspace = {
  workspaceId: string;
  /** It was made by this call. */
  created: boolean;
};

// "first" in ASCII: of several processes that start at once on an empty database, one makes the workspace.
const lockId = 0x6669727374;

/** The oldest workspace of the installation; on the first start it is made, with an owner who has no name yet. */
export async function ensureFirstWorkspace(prisma: PrismaClient, now: number): Promise<FirstWorkspace> {
  const known = await findFirst(prisma);
  if (known) return { workspaceId: known.id, created: false };
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${lockId}::bigint)`;
    const made = await findFirst(tx);
    if (made) return { workspaceId: made.id, created: false };
    const id = newUuid();
    const createdAt = new Date(now);
    const place = { id, name: 'My workspace', slug: 'my-workspace', createdAt };
    await tx.workspace.create({ data: place });
    await tx.organization.create({ data: place });
    const owner = await tx.user.create({
      data: { id: newUuid(), name: 'Owner', email: placeholderEmail, emailVerified: true, createdAt },
    });
    await tx.member.create({
      data: { id: newUuid(), organizationId: id, userId: owner.id, role: 'owner', createdAt },
    });
    return { workspaceId: id, created: true };
  });
}

function findFirst(prisma: Pick<PrismaClient, 'workspace'>) {
  return prisma.workspace.findFirst({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], select: { id: true } });
}

/** The first owner of a workspace, and whether they can sign in by themselves already. */
export async function findOwner(prisma: PrismaClient, workspaceId: string) {
  const owner = await prisma.member.findFirst({
    where: { organizationId: workspaceId, role: 'owner' },
    orderBy: { createdAt: 'asc' },
    include: { user: { include: { accounts: true } } },
  });
  if (!owner) throw new Error(`workspace ${workspaceId} has no owner`);
  const { email, accounts } = owner.user;
  return {
    email,
    hasPassword: accounts.some(({ providerId, password }) => providerId === 'credential' && password),
  };
}

/** A link that signs the owner of the first workspace in, once, within a day. */
export async function makeOwnerLink(prisma: PrismaClient, auth: Auth, workspaceId: string): Promise<string> {
  const { email } = await findOwner(prisma, workspaceId);
  return auth.makeSignInLink(email, '/');
}
