import type { PrismaClient } from '@sista/runtime/db';
import { fromId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Role } from '@sista/shared/rights';
import type { Actor } from './actor.ts';
import { hashApiKey } from './api-keys.ts';
import type { Auth } from './auth.ts';
import { toRole } from './to-role.ts';

export type Credentials = {
  authorization: string | undefined;
  cookie: string | undefined;
  /** `x-sista-workspace`: the slug or id of one of the person's workspaces, for this request alone. */
  workspace: string | undefined;
};

export type Resolved = {
  actor: Actor | null;
  /** Renewed session cookies, for the answer. */
  setCookies: string[];
};

export type ActorResolver = {
  resolve(credentials: Credentials): Promise<Resolved>;
  /** A key was deleted or changed here: it stops to count at once. */
  forgetKeys(): void;
};

const keptMs = 5_000;
const keptKeys = 1_000;

/**
 * Turns cookie or key into an actor; nothing else does. `null` is a stranger; a key that does not count, and a
 * workspace that the person is no member of, are refused.
 */
export function createActorResolver(prisma: PrismaClient, auth: Auth, now: () => number): ActorResolver {
  const keys = new Map<string, { actor: Actor | null; until: number }>();

  async function actorOfKey(key: string): Promise<Actor | null> {
    const hash = hashApiKey(key);
    const kept = keys.get(hash);
    if (kept && kept.until > now()) return kept.actor;
    const actor = await verifyKey(auth, key);
    if (keys.size >= keptKeys) keys.clear();
    keys.set(hash, { actor, until: now() + keptMs });
    return actor;
  }

  return {
    async resolve({ authorization, cookie, workspace }) {
      const key = authorization?.match(/^Bearer (sk_\S+)$/i)?.[1];
      if (key) {
        const actor = await actorOfKey(key);
        if (actor) return { actor, setCookies: [] };
        throw new Refusal(
          'signed_out',
          'This API key is unknown, expired or was deleted. Make a new one under Settings.',
        );
      }
      if (authorization) throw new Refusal('signed_out', 'Send the key as "Authorization: Bearer sk_…".');
      if (!cookie) return { actor: null, setCookies: [] };
      const { session, headers } = await auth.readSession(new Headers({ cookie }));
      if (!session) return { actor: null, setCookies: [] };
      const chosen = workspace ?? session.session.activeOrganizationId ?? undefined;
      const membership = await findMembership(prisma, session.user.id, chosen, workspace !== undefined);
      const { id: userId, name, email } = session.user;
      return {
        actor: { kind: 'member', userId, name, email, ...membership },
        setCookies: headers.getSetCookie(),
      };
    },
    forgetKeys: () => keys.clear(),
  };
}

async function verifyKey(auth: Auth, key: string): Promise<Actor | null> {
  const row = await auth.verifyKey(key);
  if (!row) return null;
  return {
    kind: 'key',
    keyId: row.id,
    name: row.name ?? '',
    start: row.start ?? '',
    workspaceId: row.referenceId,
    role: toRole(row.metadata?.role),
  };
}

/** The workspace that was named, else the one that the session is in, else the person's first. */
async function findMembership(
  prisma: PrismaClient,
  userId: string,
  named: string | undefined,
  demanded: boolean,
): Promise<{ workspaceId: string; role: Role }> {
  const members = await prisma.member.findMany({
    where: { userId },
    include: { organization: true },
    orderBy: { createdAt: 'asc' },
  });
  const uuid = named === undefined ? undefined : (fromId('workspace', named) ?? named);
  const member = members.find(({ organization: { id, slug } }) => id === uuid || slug === named);
  const chosen = member ?? (demanded ? undefined : members[0]);
  if (chosen) return { workspaceId: chosen.organizationId, role: toRole(chosen.role) };
  if (demanded)
    throw new Refusal('forbidden', `You are no member of the workspace ${named}. Ask one of its owners.`);
  throw new Refusal('forbidden', 'You are a member of no workspace. Ask an owner to add you.');
}
