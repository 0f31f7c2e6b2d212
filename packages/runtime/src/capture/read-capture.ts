import type { CaptureDetail } from '@sista/shared/capture/capture.schema';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import { unpackBody } from '@sista/shared/source/unpack-body';
import type { Sql } from '../db/sql.ts';
import { hasRun, type StoredSummary, summaryColumns, toSummary } from './capture-row.ts';

/** A kept request with everything that was kept of it. */
export type StoredCapture = StoredSummary & {
  ingress_id: string;
  node_id: string;
  query: string | null;
  headers: Record<string, string>;
  /** As received, so packed where it was packed. */
  body: Buffer | null;
};

/** A body is at most this long unpacked: the highest limit that a trigger can set. */
const mostBytes = 10 * 1_048_576;

/** The row of one capture of this workspace. Throws a Refusal `not_found`. */
export async function loadCapture(sql: Sql, workspaceId: string, captureId: string): Promise<StoredCapture> {
  const [row] = await sql.query<StoredCapture>(
    'load-capture',
    `select ${summaryColumns}, c.ingress_id, coalesce(i.node_id, c.meta->'callback'->>'nodeId') as node_id, c.query, c.headers,
       coalesce(c.body, (select first.body from engine.capture first where first.id = c.body_of)) as body,
       ${hasRun('c')}
     from engine.capture c
     left join public.ingress i on i.id = c.ingress_id
     join public.flow f on f.id = coalesce(i.flow_id, c.ingress_id)
     where c.id = $1 and f.workspace_id = $2`,
    [captureId, workspaceId],
  );
  if (!row) throw notFound('capture', toId('capture', captureId));
  return row;
}

/** One capture as editor and REST see it. Values of secret headers were made fingerprints when it came. */
export async function readCapture(sql: Sql, workspaceId: string, captureId: string): Promise<CaptureDetail> {
  const row = await loadCapture(sql, workspaceId, captureId);
  const replays = await sql.query<{ run_id: string; by: string; at: Date }>(
    'list-capture-replays',
    'select run_id, by, at from engine.capture_replay where capture_id = $1 order by at desc limit 100',
    [captureId],
  );
  return {
    ...toSummary(row),
    query: row.query ?? '',
    headers: row.headers,
    contentType: row.meta?.contentType ?? null,
    body: await bodyOf(row),
    replays: replays.map(({ run_id, by, at }) => ({ runId: toId('run', run_id), by, at: at.toISOString() })),
  };
}

/** Whether only the head of the body was kept. */
export function isTruncated(row: StoredCapture): boolean {
  return (row.size ?? 0) > (row.body?.length ?? 0);
}

async function bodyOf(row: StoredCapture): Promise<CaptureDetail['body']> {
  if (!row.body) return null;
  const truncated = isTruncated(row);
  const unpacked = truncated
    ? undefined
    : await unpackBody(row.body, row.headers['content-encoding'], mostBytes);
  const bytes = unpacked?.ok ? unpacked.body : row.body;
  try {
    // A text whose last sign is cut is still a text.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated });
    return { encoding: 'utf8', text, truncated };
  } catch {
    return { encoding: 'base64', text: Buffer.from(bytes).toString('base64'), truncated };
  }
}
