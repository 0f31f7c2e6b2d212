import { byteaArray, plainArray } from '../db/array-parameters.ts';
import type { Sql } from '../db/sql.ts';
import type { DedupeKey } from './accept.types.ts';

export type KeyClaim = { ownerId: string; key: DedupeKey; runId: string };

/**
 * Claims dedupe keys: a fresh key, or one older than its window, gets our run; else the first run's id comes
 * back, also while that run is uncommitted elsewhere. Sorted, so that two processes cannot deadlock; one statement
 * per window, of which there are one or two.
 */
export async function claimKeys(
  sql: Sql,
  claims: readonly KeyClaim[],
  now: number,
): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  const windows = [...new Set(claims.map(({ key }) => key.windowMs))].sort((a, b) => a - b);
  for (const windowMs of windows) {
    const sorted = claims
      .filter(({ key }) => key.windowMs === windowMs)
      .map((claim) => ({ ...claim, name: claimName(claim.ownerId, claim.key) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const rows = await sql.query<{ ingress_id: string; key: Buffer; run_id: string }>(
      'claim-dedupe-keys',
      `insert into engine.inbound_dedupe as d (ingress_id, key, run_id, seen_at)
       select i.owner, i.key, i.run, $4 from unnest($1::uuid[], $2::bytea[], $3::uuid[]) as i (owner, key, run)
       on conflict (ingress_id, key) do update set
         run_id = case when d.seen_at < $5 then excluded.run_id else d.run_id end,
         seen_at = case when d.seen_at < $5 then excluded.seen_at else d.seen_at end
       returning ingress_id, key, run_id`,
      [
        plainArray(sorted.map(({ ownerId }) => ownerId)),
        byteaArray(sorted.map(({ key }) => key.key)),
        plainArray(sorted.map(({ runId }) => runId)),
        new Date(now),
        new Date(now - windowMs),
      ],
    );
    for (const row of rows) owners.set(claimNameOf(row.ingress_id, row.key), row.run_id);
  }
  return owners;
}

/** A request whose one key was seen before brings its other, new keys to the same first run. */
export async function repointKeys(sql: Sql, moves: readonly KeyClaim[]): Promise<void> {
  if (moves.length === 0) return;
  await sql.query(
    'repoint-dedupe-keys',
    `update engine.inbound_dedupe d set run_id = i.run from unnest($1::uuid[], $2::bytea[], $3::uuid[]) as i (owner, key, run)
     where d.ingress_id = i.owner and d.key = i.key`,
    [
      plainArray(moves.map(({ ownerId }) => ownerId)),
      byteaArray(moves.map(({ key }) => key.key)),
      plainArray(moves.map(({ runId }) => runId)),
    ],
  );
}

/** Which of the first ones are captures that were parked, without a run. */
export async function parkedAmong(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await sql.query<{ id: string }>(
    'parked-among',
    'select i.id from unnest($1::uuid[]) as i (id) where not exists (select from engine.run r where r.id = i.id)',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

export const claimName = (ownerId: string, key: DedupeKey) => claimNameOf(ownerId, Buffer.from(key.key));
const claimNameOf = (ownerId: string, key: Buffer) => `${ownerId}:${key.toString('hex')}`;
