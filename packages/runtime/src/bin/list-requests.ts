import type { BinRequest, BinRequestSummary } from '@sista/shared/bin/bin.schema';
import { toId, uuidTimeMs } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import { notFound, Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';

type SummaryRow = {
  id: string;
  method: string;
  path: string;
  size: number;
  answer: number;
  checks: BinRequestSummary['checks'] | null;
};
type Row = SummaryRow & {
  query: string | null;
  remote: string | null;
  headers: Record<string, string>;
  body: Buffer | null;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a bin received, newest first. Refuses with `not_found`. */
export async function listRequests(
  sql: Sql,
  workspaceId: string,
  binId: string,
  page: { limit: number; after?: string | undefined },
): Promise<Page<BinRequestSummary>> {
  await requireBin(sql, workspaceId, binId);
  if (page.after !== undefined && !uuid.test(page.after)) {
    throw new Refusal('bad_request', 'The cursor in "after" is not one of ours. Start without it.');
  }
  const rows = await sql.query<SummaryRow>(
    'list-bin-requests',
    `select id, method, path, size, answer, checks from engine.bin_request
     where bin_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [binId, page.after ?? null, page.limit + 1],
  );
  const data = rows.slice(0, page.limit).map(summaryOf);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** One request with its headers and exact body. Refuses with `not_found`. */
export async function readRequest(
  sql: Sql,
  workspaceId: string,
  binId: string,
  requestId: string,
): Promise<BinRequest> {
  await requireBin(sql, workspaceId, binId);
  const rows = await sql.query<Row>(
    'read-bin-request',
    `select id, method, path, size, answer, checks, query, host(remote) as remote, headers, body
     from engine.bin_request where bin_id = $1 and id = $2`,
    [binId, uuid.test(requestId) ? requestId : null],
  );
  const [row] = rows;
  if (row === undefined) throw notFound('request', requestId);
  const body = row.body ?? Buffer.alloc(0);
  const text = body.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(body);
  return {
    ...summaryOf(row),
    query: row.query ?? '',
    remote: row.remote,
    headers: row.headers,
    body: isText ? text : null,
    bodyBase64: isText ? null : body.toString('base64'),
  };
}

function summaryOf(row: SummaryRow): BinRequestSummary {
  const { id, method, path, size, answer } = row;
  return {
    id,
    method,
    path,
    size,
    answer,
    checks: row.checks ?? [],
    receivedAt: new Date(uuidTimeMs(id)).toISOString(),
  };
}

async function requireBin(sql: Sql, workspaceId: string, binId: string): Promise<void> {
  const rows = await sql.query(
    'bin-of-workspace',
    'select id from public.bin where id = $1 and workspace_id = $2',
    [binId, workspaceId],
  );
  if (rows.length === 0) throw notFound('bin', toId('bin', binId));
}
