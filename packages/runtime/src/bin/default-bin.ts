import { randomBytes } from 'node:crypto';
import { binAnswer } from '@sista/shared/bin/bin.schema';
import { newUuid } from '@sista/shared/ids';
import type { SqlPool } from '../db/sql.ts';

export type DefaultBin = { id: string; key: string; url: string };

/** The workspace's own address of the request inbox: the oldest one, made when there is none. */
export async function defaultBin(
  sql: SqlPool,
  workspaceId: string,
  publicUrl: string,
  now: number,
): Promise<DefaultBin> {
  const found = await oldest();
  if (found !== undefined) return found;
  await sql.transaction(async (commit) => {
    // Two steps that need it at once must not make two.
    await commit.query(
      'lock-default-bin',
      "select pg_advisory_xact_lock(hashtextextended('default-bin ' || $1, 0))",
      [workspaceId],
    );
    await commit.query(
      'make-default-bin',
      `insert into public.bin (id, workspace_id, key, name, answer, created_at)
       select $1, $2, $3, 'Request inbox', $4, $5 where not exists (select from public.bin where workspace_id = $2)`,
      [newUuid(now), workspaceId, newBinKey(), JSON.stringify(binAnswer.parse({})), new Date(now)],
    );
  });
  const made = await oldest();
  if (made === undefined) throw new Error(`workspace ${workspaceId} has no request inbox`);
  return made;

  async function oldest(): Promise<DefaultBin | undefined> {
    const [row] = await sql.query<{ id: string; key: string }>(
      'oldest-bin',
      'select id, key from public.bin where workspace_id = $1 order by id limit 1',
      [workspaceId],
    );
    return row === undefined ? undefined : { ...row, url: new URL(`/catch/${row.key}`, publicUrl).href };
  }
}

/** 128 bits: who does not know the address cannot guess it. */
export function newBinKey(): string {
  return randomBytes(16).toString('base64url');
}
