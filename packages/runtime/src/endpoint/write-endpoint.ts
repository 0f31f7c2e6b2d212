import type { GivenHeader } from '@sista/shared/endpoint/endpoint.schema';
import type {
  CreatedEndpoint,
  CreateEndpointInput,
  Endpoint,
  PatchEndpointInput,
} from '@sista/shared/endpoint/endpoint-api.schema';
import { newUuid } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import { raiseRouting } from '../event/endpoint-table.ts';
import { checkFilter, checkScopes } from './check-subscription.ts';
import { endBacklog } from './end-backlog.ts';
import { type StoredHeaders, storeHeaders } from './endpoint-headers.ts';
import { readEndpointRow, viewEndpoint } from './endpoint-rows.ts';
import { insertSecret, madeSecret } from './endpoint-secrets.ts';
import type { EndpointShop } from './endpoint-shop.ts';

/** Everything of an endpoint that a save sets; in the order of the columns of `insertText`. */
type Members = Omit<CreateEndpointInput, 'secret' | 'headers'> & StoredHeaders;

/** Makes an endpoint. The secret in the answer is shown this once. Refuses with `private_target` and `invalid_input`. */
export async function createEndpoint(
  shop: EndpointShop,
  workspaceId: string,
  input: CreateEndpointInput,
): Promise<CreatedEndpoint> {
  const { database, sealKeys } = shop;
  const now = shop.now();
  const { headers, secret = madeSecret(), ...members } = input;
  await check(database.hot, workspaceId, members);
  const id = newUuid(now);
  const stored = {
    ...members,
    ...storeHeaders(headers, id, sealKeys, null),
    url: judgedUrl(shop, members.url),
  };
  await database.hot.transaction(async (sql) => {
    await sql.query('insert-endpoint', insertText, [...columnsOf(stored), id, workspaceId, new Date(now)]);
    await insertSecret(sql, { endpointId: id, n: 1, secret }, sealKeys, now);
    await raiseRouting(sql, workspaceId);
  });
  const row = await readEndpointRow(database.hot, workspaceId, id, now);
  return { ...viewEndpoint(row, sealKeys, now), secret };
}

/**
 * Changes what is named; the rest and the secret stay. Switched off, what waits is parked. Refuses with `not_found`,
 * `private_target` and `invalid_input`.
 */
export async function updateEndpoint(
  shop: EndpointShop,
  workspaceId: string,
  { id, ...changes }: PatchEndpointInput,
): Promise<Endpoint> {
  const { database, sealKeys } = shop;
  const now = shop.now();
  const { headers: given, ...members } = changes;
  const parks = await database.hot.transaction(async (sql) => {
    const stored = await headersFor(shop, sql, id, given);
    const before = await readEndpointRow(sql, workspaceId, id, now);
    const next = { ...membersOf(before), ...defined(members) };
    if (routed.some((name) => members[name] !== undefined)) await check(sql, workspaceId, next);
    const url = next.url === before.url ? next.url : judgedUrl(shop, next.url);
    const columns = columnsOf({ ...next, ...stored, url });
    await sql.query('update-endpoint', updateText, [...columns, id, new Date(now)]);
    await raiseRouting(sql, workspaceId);
    return before.enabled && !next.enabled;
  });
  if (parks) await endBacklog(database.hot, id, 'disabled', now);
  return viewEndpoint(await readEndpointRow(database.hot, workspaceId, id, now), sealKeys, now);
}

const routed = ['eventTypes', 'filter', 'employeeIds', 'teamIds', 'flowIds'] as const;

/**
 * Takes an endpoint away: it gets nothing more, and what waits is cancelled. Its row stays, since its deliveries
 * belong to it. Refuses with `not_found`.
 */
export async function deleteEndpoint(
  shop: EndpointShop,
  workspaceId: string,
  id: string,
): Promise<{ url: string }> {
  const { database, lines } = shop;
  const now = shop.now();
  const { url } = await readEndpointRow(database.hot, workspaceId, id, now);
  await database.hot.transaction(async (sql) => {
    await sql.query(
      'delete-endpoint',
      'update public.endpoint set deleted_at = $2, updated_at = $2 where id = $1 and deleted_at is null',
      [id, new Date(now)],
    );
    await raiseRouting(sql, workspaceId);
  });
  await endBacklog(database.hot, id, 'deleted', now);
  lines.nudge(id);
  return { url };
}

async function check(
  sql: Sql,
  workspaceId: string,
  members: Pick<CreateEndpointInput, 'filter' | 'eventTypes' | 'employeeIds' | 'teamIds' | 'flowIds'>,
): Promise<void> {
  await checkFilter(members.filter, members.eventTypes);
  await checkScopes(sql, workspaceId, members);
}

/** The address as it is called. Names move, so it is judged again at every attempt. */
function judgedUrl({ outbound }: EndpointShop, text: string): string {
  const judged = outbound.judge(text);
  if (judged.ok) return judged.url.href;
  throw new Refusal('private_target', `url: ${judged.message}`, {
    issues: [{ path: 'url', message: judged.message }],
  });
}

/** Headers that are not named stay; of two saves at once the second one sees those of the first. */
async function headersFor(
  { sealKeys }: EndpointShop,
  sql: Sql,
  id: string,
  given: readonly GivenHeader[] | undefined,
): Promise<StoredHeaders> {
  const [row] = await sql.query<{ headers: Record<string, string>; sealed_headers: Buffer | null }>(
    'lock-endpoint-headers',
    'select headers, sealed_headers from public.endpoint where id = $1 for update',
    [id],
  );
  const before = { headers: row?.headers ?? {}, sealed: row?.sealed_headers ?? null };
  return given === undefined ? before : storeHeaders(given, id, sealKeys, before.sealed);
}

function membersOf(
  row: Awaited<ReturnType<typeof readEndpointRow>>,
): Omit<CreateEndpointInput, 'headers' | 'secret'> {
  return {
    url: row.url,
    description: row.description,
    eventTypes: row.event_types,
    employeeIds: row.employee_ids,
    teamIds: row.team_ids,
    flowIds: row.flow_ids,
    filter: row.filter,
    rateLimit: row.rate_limit,
    timeoutSeconds: row.timeout_seconds,
    maxConcurrency: row.max_concurrency,
    enabled: row.enabled,
  };
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };
function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function columnsOf(members: Members): unknown[] {
  return [
    members.url,
    members.description,
    members.eventTypes,
    members.employeeIds,
    members.teamIds,
    members.flowIds,
    members.filter,
    JSON.stringify(members.headers),
    members.sealed,
    members.rateLimit === null ? null : JSON.stringify(members.rateLimit),
    members.timeoutSeconds,
    members.maxConcurrency,
    members.enabled,
  ];
}

const insertText = `
insert into public.endpoint (url, description, event_types, employee_ids, team_ids, flow_ids, filter, headers, sealed_headers,
  rate_limit, timeout_seconds, max_concurrency, enabled, id, workspace_id, created_at, updated_at)
values ($1, $2, $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7, $8::json, $9, $10::json, $11, $12, $13, $14, $15, $16, $16)`;

const updateText = `
update public.endpoint set url = $1, description = $2, event_types = $3::text[], employee_ids = $4::uuid[], team_ids = $5::uuid[],
  flow_ids = $6::uuid[], filter = $7, headers = $8::json, sealed_headers = $9, rate_limit = $10::json, timeout_seconds = $11,
  max_concurrency = $12, enabled = $13, updated_at = $15
where id = $14 and deleted_at is null`;
