import type { Role } from '@sista/shared/rights';

/** Who asks, and in which workspace (a UUID). What they may do follows from the role. */
export type Actor =
  | { kind: 'member'; userId: string; name: string; email: string; workspaceId: string; role: Role }
  | { kind: 'key'; keyId: string; name: string; start: string; workspaceId: string; role: Role };

/** As audit rows and versions name an actor. */
export function actorName(actor: Actor): string {
  return actor.kind === 'member' ? actor.name || actor.email : `key ${actor.name}`;
}

/** As events name an actor. */
export function actorRef(actor: Actor): { id: string; name: string } {
  return { id: actor.kind === 'member' ? actor.userId : actor.keyId, name: actorName(actor) };
}
