import { type BinAnswer, binAnswer } from '@sista/shared/bin/bin.schema';
import { newUuid, toId } from '@sista/shared/ids';
import type { SealKeys } from '../credential/seal.ts';
import type { Sql } from '../db/sql.ts';
import { namedSecrets } from '../delivery/signing-secret.ts';
import { checkSignatures, type NamedSecret } from '../delivery/verify-signature.ts';
import { namedEndpointSecrets } from '../endpoint/endpoint-secrets.ts';
import type { LiveFeed } from '../runtime-door.ts';

/** A request to a bin, as it came. */
export type BinCall = {
  binKey: string;
  method: string;
  /** Behind the bin's key, with its slash; empty for the bin itself. */
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Uint8Array;
  remote: string | null;
};

export type KeepRequestOptions = {
  sql: Sql;
  sealKeys: SealKeys;
  live: Pick<LiveFeed, 'publish'>;
  now: () => number;
};

/** What a bin keeps: this many requests, for this long. */
const mostKept = 500;
const keptMs = 7 * 86_400_000;
/** A bin is swept each time that this many more have come. */
const sweepEvery = 25;
const secretsFreshMs = 5_000;

type BinRow = { id: string; workspace_id: string; answer: unknown };

/** Keeps what came, checks our signatures on it and says what to answer; null where there is no such bin. */
export function openKeepRequest(options: KeepRequestOptions): (call: BinCall) => Promise<BinAnswer | null> {
  const { sql, live, now } = options;
  const secrets = new Map<string, { at: number; list: Promise<NamedSecret[]> }>();
  const sinceSweep = new Map<string, number>();

  function secretsOf(workspaceId: string, at: number): Promise<NamedSecret[]> {
    const known = secrets.get(workspaceId);
    if (known !== undefined && Math.abs(at - known.at) < secretsFreshMs) return known.list;
    const list = Promise.all([
      namedEndpointSecrets(sql, workspaceId, options.sealKeys, at),
      namedSecrets(sql, workspaceId, options.sealKeys, at),
    ]).then((lists) => lists.flat());
    list.catch(() => secrets.delete(workspaceId));
    secrets.set(workspaceId, { at, list });
    return list;
  }

  async function sweep(binId: string, at: number): Promise<void> {
    const count = sinceSweep.get(binId) ?? sweepEvery;
    sinceSweep.set(binId, count >= sweepEvery ? 1 : count + 1);
    if (count < sweepEvery) return;
    await sql.query(
      'sweep-bin',
      `delete from engine.bin_request where bin_id = $1 and (id < engine.uuid_floor($2::timestamptz) or id <= (
         select id from engine.bin_request where bin_id = $1 order by id desc offset $3 limit 1))`,
      [binId, new Date(at - keptMs), mostKept],
    );
  }

  return async (call) => {
    const [bin] = await sql.query<BinRow>(
      'bin-by-key',
      'select id, workspace_id, answer from public.bin where key = $1',
      [call.binKey],
    );
    if (bin === undefined) return null;
    const at = now();
    const answer = binAnswer.parse(bin.answer);
    const checks = checkSignatures(call.headers, call.body, await secretsOf(bin.workspace_id, at), at);
    const id = newUuid(at);
    await sql.query(
      'keep-bin-request',
      `insert into engine.bin_request (bin_id, id, method, path, query, remote, size, answer, checks, headers, body)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        bin.id,
        id,
        call.method,
        call.path,
        call.query,
        call.remote,
        call.body.byteLength,
        answer.status,
        JSON.stringify(checks),
        JSON.stringify(call.headers),
        Buffer.from(call.body),
      ],
    );
    await sweep(bin.id, at);
    const binId = toId('bin', bin.id);
    const receivedAt = new Date(at).toISOString();
    live.publish([`bin:${binId}`], { type: 'bin-request', binId, requestId: id, receivedAt });
    return answer;
  };
}
