import type { SubscriptionScope } from '@sista/shared/endpoint/event-pattern';
import type { Sql } from '../db/sql.ts';

/** What of an endpoint decides whether an event goes to it. */
export type RoutedEndpoint = SubscriptionScope & { id: string; enabled: boolean; filter: string | null };

/** The customer's endpoints of a workspace; `routing` is the number of this set. */
export type EndpointTable = { routing: number; endpoints: readonly RoutedEndpoint[]; loadedAt: number };

type Row = {
  routing: number;
  id: string | null;
  enabled: boolean;
  filter: string | null;
  event_types: string[];
  employee_ids: string[];
  team_ids: string[];
  flow_ids: string[];
};

/** Number and endpoints come from one snapshot, so that they belong together. */
export async function loadEndpointTable(sql: Sql, workspaceId: string, now: number): Promise<EndpointTable> {
  const rows = await sql.query<Row>(
    'load-endpoint-table',
    `select coalesce(s.routing, 0) as routing, e.id, e.enabled, e.filter, e.event_types, e.employee_ids, e.team_ids, e.flow_ids
     from (select $1::uuid as id) w
     left join engine.event_sequence s on s.workspace_id = w.id
     left join public.endpoint e on e.workspace_id = w.id and e.kind = 'customer' and e.deleted_at is null`,
    [workspaceId],
  );
  const endpoints = rows.flatMap((row) => (row.id === null ? [] : [endpointOf(row, row.id)]));
  return { routing: rows[0]?.routing ?? 0, endpoints, loadedAt: now };
}

function endpointOf(row: Row, id: string): RoutedEndpoint {
  return {
    id,
    enabled: row.enabled,
    filter: row.filter,
    eventTypes: row.event_types,
    employeeIds: row.employee_ids,
    teamIds: row.team_ids,
    flowIds: row.flow_ids,
  };
}

/**
 * Marks that the set of endpoints changes with the caller's commit: whoever numbers events after it finds another
 * number than that of the table in memory. The step is random, so that a number which was rolled back never stands
 * for two different sets.
 */
export async function raiseRouting(sql: Sql, workspaceId: string): Promise<void> {
  await sql.query(
    'raise-routing',
    `insert into engine.event_sequence as s (workspace_id, n, routing) values ($1, 0, 1)
     on conflict (workspace_id) do update set routing = s.routing + 1 + floor(random() * 1000)::int`,
    [workspaceId],
  );
}
