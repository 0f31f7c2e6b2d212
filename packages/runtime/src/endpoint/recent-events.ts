import type { SampleEvent } from '@sista/shared/endpoint/endpoint-api.schema';
import type { EventSubject } from '@sista/shared/endpoint/event-pattern';
import { eventOrigins } from '@sista/shared/event/event.schema';
import { toId, uuidTimeMs } from '@sista/shared/ids';
import type { Sql } from '../db/sql.ts';

/** An event without its data, which may be large. Ids are UUIDs. */
export type EventHead = EventSubject & { id: string; sequence: number; runId: string | null };

type HeadRow = {
  id: string;
  sequence: string;
  type: string;
  flow_id: string | null;
  run_id: string | null;
  employee_ids: string[] | null;
  team_ids: string[] | null;
};

/** Sends of flows are events too, and between them those of subscriptions may be rare. */
const mostSequences = 20_000;

export const headColumns = 'id, sequence, type, flow_id, run_id, employee_ids, team_ids';

/** What subscriptions may take: facts and what was raised by flows and the API. */
export const subscribable = [eventOrigins.fact, eventOrigins.custom] as const;

/**
 * The newest events of a workspace that endpoints may subscribe to, newest first. `except`: not those about this
 * endpoint, which it never gets.
 */
export async function recentEvents(
  sql: Sql,
  workspaceId: string,
  { since, most, except }: { since: number; most: number; except: string | undefined },
): Promise<EventHead[]> {
  const rows = await sql.query<HeadRow>(
    'recent-events',
    `select ${headColumns} from engine.event e
     where workspace_id = $1 and sequence > (
         select coalesce(max(n), 0) - ${mostSequences} from engine.event_sequence where workspace_id = $1)
       and id >= engine.uuid_floor($2::timestamptz) and origin = any($3::smallint[]) and not bare
       and ($4::uuid is null or not exists (
         select from engine.event_filtered f where f.event_id = e.id and f.endpoint_id = $4 and f.reason = 1))
     order by sequence desc limit $5`,
    [workspaceId, new Date(since), subscribable, except ?? null, most],
  );
  return rows.map(headOf);
}

export function headOf(row: HeadRow): EventHead {
  return {
    id: row.id,
    sequence: Number(row.sequence),
    type: row.type,
    flowId: row.flow_id,
    runId: row.run_id,
    employeeIds: row.employee_ids ?? [],
    teamIds: row.team_ids ?? [],
  };
}

/** `data` of events, parsed, by UUID; what retention has taken is not there. */
export async function dataOf(sql: Sql, ids: readonly string[]): Promise<Map<string, unknown>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.query<{ id: string; data: string }>(
    'data-of-events',
    'select id, data from engine.event where id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map(({ id, data }) => [id, JSON.parse(data) as unknown]));
}

/** An event as lists of samples show it. */
export function sampleOf(
  { id, type, sequence }: Pick<EventHead, 'id' | 'type' | 'sequence'>,
  data: unknown,
): SampleEvent {
  const summary = (data as { summary?: unknown } | undefined)?.summary;
  return {
    id: toId('event', id),
    type,
    timestamp: timeOf(id),
    sequence,
    summary: typeof summary === 'string' ? summary.slice(0, 200) : null,
  };
}

export const timeOf = (id: string) => new Date(uuidTimeMs(id)).toISOString();
