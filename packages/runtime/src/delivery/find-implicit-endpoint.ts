import { hash } from 'node:crypto';
import { newUuid } from '@sista/shared/ids';
import type { Sql } from '../db/sql.ts';

/** Finds or makes the endpoint that stands for an origin and a credential in a workspace. Gives its UUID. */
export type FindImplicitEndpoint = (sql: Sql, origin: ImplicitOrigin, now: number) => Promise<string>;
export type ImplicitOrigin = { workspaceId: string; origin: string; credentialId: string | null };

const mostKept = 10_000;

/**
 * Sends of flows have no endpoint that a person made: line, breaker and history hang on this one. It is kept in
 * memory once it is known, since the same nodes send again and again.
 */
export function implicitEndpoints(): FindImplicitEndpoint {
  const known = new Map<string, string>();
  return async (sql, origin, now) => {
    const place = `${origin.workspaceId}\n${origin.origin}\n${origin.credentialId ?? ''}`;
    const found = known.get(place);
    if (found !== undefined) return found;
    const id = await findOrCreate(sql, origin, keyOf(origin), now);
    if (known.size >= mostKept) known.clear();
    known.set(place, id);
    return id;
  };
}

async function findOrCreate(sql: Sql, origin: ImplicitOrigin, key: string, now: number): Promise<string> {
  // The update makes `returning` answer for a row that another process wrote a moment ago.
  const rows = await sql.query<{ id: string }>(
    'find-implicit-endpoint',
    `insert into public.endpoint as e (id, workspace_id, url, kind, credential_id, origin_key, created_at, updated_at)
     values ($1, $2, $3, 'implicit', $4, $5, $6, $6)
     on conflict (workspace_id, origin_key) do update set deleted_at = null, enabled = true, updated_at = $6
     returning e.id`,
    [newUuid(now), origin.workspaceId, origin.origin, origin.credentialId, key, new Date(now)],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`no implicit endpoint for ${origin.origin}`);
  return row.id;
}

function keyOf({ origin, credentialId }: ImplicitOrigin): string {
  return hash('sha256', `${origin}\n${credentialId ?? ''}`, 'hex').slice(0, 32);
}
