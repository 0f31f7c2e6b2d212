import type { PrismaClient } from '@sista/runtime/db';
import { newUuid, toId } from '@sista/shared/ids';
import type { ApiKey } from '@sista/shared/key/key.schema';
import type { Member } from '@sista/shared/member/member.schema';
import { Refusal } from '@sista/shared/refusal';
import type { Role } from '@sista/shared/rights';
import type { CompleteProfileInput } from '@sista/shared/workspace/workspace.schema';
import { type IdPage, pageQuery, toPage } from '../trpc/cursor.ts';
import { insertApiKey, makeApiKey } from './api-keys.ts';
import type { Auth } from './auth.ts';
import { toRole } from './to-role.ts';

export type WorkspaceOfPerson = { id: string; name: string; slug: string; role: Role };
type Page<Item> = { data: Item[]; next: string | null };

/** People, their workspaces, and keys: what is read and written without a workspace's client. Ids are UUIDs. */
export type Accounts = {
  workspacesOf(userId: string): Promise<WorkspaceOfPerson[]>;
  readWorkspace(workspaceId: string): Promise<{ id: string; name: string; slug: string }>;
  renameWorkspace(workspaceId: string, name: string): Promise<void>;
  listMembers(workspaceId: string, page: IdPage): Promise<Page<Member>>;
  listKeys(workspaceId: string, page: IdPage): Promise<Page<ApiKey>>;
  createKey(workspaceId: string, name: string, role: Role): Promise<ApiKey & { key: string }>;
  /** False when there is no such key in the workspace. */
  deleteKey(workspaceId: string, keyId: string): Promise<boolean>;
  /** Whether the person has not chosen name, e-mail and password yet. */
  needsProfile(userId: string): Promise<boolean>;
  completeProfile(userId: string, profile: CompleteProfileInput): Promise<void>;
};

export function createAccounts(
  prisma: PrismaClient,
  auth: Pick<Auth, 'hashPassword'>,
  forgetKeys: () => void,
): Accounts {
  return {
    async workspacesOf(userId) {
      const members = await prisma.member.findMany({
        where: { userId },
        include: { organization: true },
        orderBy: { createdAt: 'asc' },
      });
      return members.map(({ organization: { id, name, slug }, role }) => ({
        id,
        name,
        slug,
        role: toRole(role),
      }));
    },

    readWorkspace: (workspaceId) =>
      prisma.workspace.findUniqueOrThrow({
        where: { id: workspaceId },
        select: { id: true, name: true, slug: true },
      }),

    async renameWorkspace(workspaceId, name) {
      await prisma.$transaction([
        prisma.workspace.update({ where: { id: workspaceId }, data: { name } }),
        prisma.organization.update({ where: { id: workspaceId }, data: { name } }),
      ]);
    },

    async listMembers(workspaceId, page) {
      const { where, ...query } = pageQuery(page);
      const rows = await prisma.member.findMany({
        ...query,
        where: { ...where, organizationId: workspaceId },
        include: { user: true },
      });
      return toPage(rows, page, ({ user, role, createdAt }) => ({
        userId: user.id,
        name: user.name,
        email: user.email,
        role: toRole(role),
        joinedAt: createdAt.toISOString(),
      }));
    },

    ...keyVerbs(prisma, forgetKeys),

    needsProfile: async (userId) =>
      (await prisma.account.count({
        where: { userId, providerId: 'credential', password: { not: null } },
      })) === 0,

    completeProfile: (userId, profile) => completeProfile(prisma, auth, userId, profile),
  };
}

function keyVerbs(
  prisma: PrismaClient,
  forgetKeys: () => void,
): Pick<Accounts, 'listKeys' | 'createKey' | 'deleteKey'> {
  return {
    async listKeys(workspaceId, page) {
      const { where, ...query } = pageQuery(page);
      const rows = await prisma.apikey.findMany({ ...query, where: { ...where, referenceId: workspaceId } });
      return toPage(rows, page, viewKey);
    },

    async createKey(workspaceId, name, role) {
      const key = makeApiKey();
      return { ...viewKey(await insertApiKey(prisma, { workspaceId, name, role, key })), key };
    },

    async deleteKey(workspaceId, keyId) {
      const { count } = await prisma.apikey.deleteMany({ where: { id: keyId, referenceId: workspaceId } });
      forgetKeys();
      return count > 0;
    },
  };
}

async function completeProfile(
  prisma: PrismaClient,
  auth: Pick<Auth, 'hashPassword'>,
  userId: string,
  { name, email, password }: CompleteProfileInput,
): Promise<void> {
  const address = email.toLowerCase();
  const hashed = await auth.hashPassword(password);
  const taken = await prisma.user.findUnique({ where: { email: address } });
  if (taken && taken.id !== userId) {
    throw new Refusal(
      'conflict',
      'Somebody here already signs in with this e-mail address. Use another one.',
    );
  }
  await prisma.$transaction([
    prisma.user.update({ where: { id: userId }, data: { name, email: address, emailVerified: true } }),
    prisma.account.create({
      data: { id: newUuid(), userId, accountId: userId, providerId: 'credential', password: hashed },
    }),
  ]);
}

type KeyRow = {
  id: string;
  name: string | null;
  start: string | null;
  metadata: string | null;
  createdAt: Date;
  lastRequest: Date | null;
};

function viewKey(row: KeyRow): ApiKey {
  return {
    id: toId('key', row.id),
    name: row.name ?? '',
    start: row.start ?? 'sk_',
    role: toRole(row.metadata ? (JSON.parse(row.metadata) as { role?: unknown }).role : undefined),
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastRequest?.toISOString() ?? null,
  };
}
