import type { Sql } from '../db/sql.ts';
import type { RateLimit } from './line-state.ts';

/** An endpoint as its line needs it. Ids are UUIDs. */
export type LineEndpoint = {
  id: string;
  workspaceId: string;
  url: string;
  description: string;
  /** It stands for the sends of flows to one origin; no person made it. */
  implicit: boolean;
  headers: Readonly<Record<string, string>>;
  rateLimit: RateLimit | null;
  timeoutSeconds: number;
  maxConcurrency: number;
  enabled: boolean;
  deleted: boolean;
  credentialId: string | null;
};

type Row = {
  id: string;
  workspace_id: string;
  url: string;
  description: string;
  kind: string;
  headers: Record<string, string>;
  rate_limit: RateLimit | null;
  timeout_seconds: number;
  max_concurrency: number;
  enabled: boolean;
  deleted_at: Date | null;
  credential_id: string | null;
};

export async function loadEndpoint(sql: Sql, endpointId: string): Promise<LineEndpoint | undefined> {
  const rows = await sql.query<Row>(
    'line-endpoint',
    `select id, workspace_id, url, description, kind, headers, rate_limit, timeout_seconds, max_concurrency, enabled,
       deleted_at, credential_id from public.endpoint where id = $1`,
    [endpointId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    url: row.url,
    description: row.description,
    implicit: row.kind === 'implicit',
    headers: row.headers,
    rateLimit: row.rate_limit,
    timeoutSeconds: row.timeout_seconds,
    maxConcurrency: row.max_concurrency,
    enabled: row.enabled,
    deleted: row.deleted_at !== null,
    credentialId: row.credential_id,
  };
}

/** A URL as lists, logs and events show it: a query may carry a secret. */
export function urlWithoutQuery(url: string): string {
  if (!URL.canParse(url)) return url.split('?')[0] ?? '';
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === '' ? '' : '?••••'}`;
}
