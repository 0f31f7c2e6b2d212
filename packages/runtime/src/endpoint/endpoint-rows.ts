import type { Endpoint, ListEndpointsInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { fromId, toId } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import { notFound, Refusal } from '@sista/shared/refusal';
import type { SealKeys } from '../credential/seal.ts';
import type { Sql } from '../db/sql.ts';
import type { RateLimit } from '../delivery/line-state.ts';
import { viewHeaders } from './endpoint-headers.ts';

/** How many open deliveries are counted for a list; more than that is "many". */
export const mostCounted = 10_000;

/** An endpoint as its tables hold it, with the state of its line. */
export type EndpointRow = {
  id: string;
  workspace_id: string;
  url: string;
  description: string;
  event_types: string[];
  employee_ids: string[];
  team_ids: string[];
  flow_ids: string[];
  filter: string | null;
  headers: Record<string, string>;
  sealed_headers: Buffer | null;
  rate_limit: RateLimit | null;
  timeout_seconds: number;
  max_concurrency: number;
  enabled: boolean;
  created_at: Date;
  updated_at: Date;
  circuit: number | null;
  failures: number | null;
  open_until: Date | null;
  paused_until: Date | null;
  failing_since: Date | null;
  last_success_at: Date | null;
  open: number;
  secrets: { fingerprint: string; createdAt: string; signsUntil: string | null }[] | null;
};

const rowText = `
select e.id, e.workspace_id, e.url, e.description, e.event_types, e.employee_ids, e.team_ids, e.flow_ids, e.filter, e.headers,
  e.sealed_headers, e.rate_limit, e.timeout_seconds, e.max_concurrency, e.enabled, e.created_at, e.updated_at,
  s.circuit, s.failures, s.open_until, s.paused_until, s.failing_since, s.last_success_at,
  (select count(*)::int from (
    select from engine.delivery_due d where d.endpoint_id = e.id limit ${mostCounted}) x) as open,
  (select json_agg(json_build_object('fingerprint', k.fingerprint, 'createdAt', k.created_at, 'signsUntil', k.signs_until)
     order by k.n desc)
   from public.endpoint_secret k where k.endpoint_id = e.id and (k.signs_until is null or k.signs_until > $1)) as secrets
from public.endpoint e left join engine.endpoint_state s on s.endpoint_id = e.id
where e.workspace_id = $2 and e.kind = 'customer' and e.deleted_at is null`;

/** Refuses with `not_found`. */
export async function readEndpointRow(
  sql: Sql,
  workspaceId: string,
  endpointId: string,
  now: number,
): Promise<EndpointRow> {
  const [row] = await sql.query<EndpointRow>('read-endpoint', `${rowText} and e.id = $3`, [
    new Date(now),
    workspaceId,
    endpointId,
  ]);
  if (row === undefined) throw notFound('endpoint', toId('endpoint', endpointId));
  return row;
}

/** The endpoints of a workspace with the state of their lines, newest first. */
export async function listEndpoints(
  sql: Sql,
  workspaceId: string,
  { limit, after, q, status }: ListEndpointsInput,
  keys: SealKeys,
  now: number,
): Promise<Page<Endpoint>> {
  const cursor = after === undefined ? null : fromId('endpoint', after);
  if (cursor === undefined)
    throw new Refusal('bad_request', 'This cursor is not one of ours. Take `next` of the page before.');
  const rows = await sql.query<EndpointRow>(
    'list-endpoints',
    `${rowText} and ($3::uuid is null or e.id < $3)
       and ($4::text is null or strpos(lower(e.url || ' ' || e.description), lower($4)) > 0)
       and ($5::boolean is null or e.enabled = $5)
     order by e.id desc limit $6`,
    [
      new Date(now),
      workspaceId,
      cursor,
      q === undefined || q === '' ? null : q,
      status === undefined ? null : status === 'enabled',
      limit + 1,
    ],
  );
  const data = rows.slice(0, limit).map((row) => viewEndpoint(row, keys, now));
  return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

export function viewEndpoint(row: EndpointRow, keys: SealKeys, now: number): Endpoint {
  return {
    id: toId('endpoint', row.id),
    url: row.url,
    description: row.description,
    eventTypes: row.event_types,
    employeeIds: row.employee_ids.map((id) => toId('employee', id)),
    teamIds: row.team_ids.map((id) => toId('team', id)),
    flowIds: row.flow_ids.map((id) => toId('flow', id)),
    filter: row.filter,
    headers: viewHeaders({ headers: row.headers, sealed: row.sealed_headers }, row.id, keys),
    rateLimit: row.rate_limit,
    timeoutSeconds: row.timeout_seconds,
    maxConcurrency: row.max_concurrency,
    enabled: row.enabled,
    secrets: (row.secrets ?? []).map(({ fingerprint, createdAt, signsUntil }) => ({
      fingerprint,
      createdAt: new Date(createdAt).toISOString(),
      signsUntil: signsUntil === null ? null : new Date(signsUntil).toISOString(),
    })),
    line: viewLine(row, now),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function viewLine(row: EndpointRow, now: number): Endpoint['line'] {
  const { circuit, open_until: openUntil, paused_until: pausedUntil } = row;
  const isOpen = circuit !== null && circuit !== 0;
  const ahead = (at: Date | null) => (at !== null && at.getTime() > now ? at.toISOString() : null);
  return {
    circuit: !isOpen ? 'closed' : ahead(openUntil) === null ? 'half-open' : 'open',
    openUntil: isOpen ? ahead(openUntil) : null,
    pausedUntil: ahead(pausedUntil),
    failuresInARow: row.failures ?? 0,
    failingSince: row.failing_since?.toISOString() ?? null,
    lastSuccessAt: row.last_success_at?.toISOString() ?? null,
    open: row.open,
  };
}
