import type { EventListInput, EventRecord } from '@sista/shared/event/event.schema';
import { toId } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import { notFound, Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import { eventColumnNames, eventOf, eventView, type RawEventRow } from './fill-body.ts';

/**
 * What happened, in commit order: `after` is a sequence number, and numbers have no gaps, so whoever pages by them
 * misses nothing. Sends of flows are not listed: they are nobody's event but their receiver's.
 */
export async function listEvents(
  sql: Sql,
  workspaceId: string,
  query: EventListInput,
): Promise<Page<EventRecord>> {
  const after = query.after === undefined ? 0 : Number(query.after);
  if (!Number.isSafeInteger(after) || after < 0) {
    throw new Refusal(
      'bad_request',
      '"after" is the sequence of the last event that you have. Start with 0.',
    );
  }
  const rows = await sql.query<RawEventRow>(
    'list-events',
    `select ${eventColumnNames} from engine.event
     where workspace_id = $1 and sequence > $2 and ($3::text is null or type = $3) and not bare
     order by sequence limit $4`,
    [workspaceId, after, query.type ?? null, query.limit + 1],
  );
  const data = rows.slice(0, query.limit).map(recordOf);
  return { data, next: rows.length > query.limit ? String(data.at(-1)?.sequence) : null };
}

/** Refuses with `not_found`. */
export async function readEvent(sql: Sql, workspaceId: string, eventId: string): Promise<EventRecord> {
  const [row] = await sql.query<RawEventRow>(
    'read-event-of',
    `select ${eventColumnNames} from engine.event where id = $1 and workspace_id = $2`,
    [eventId, workspaceId],
  );
  if (row === undefined) throw notFound('event', toId('event', eventId));
  return recordOf(row);
}

function recordOf(row: RawEventRow): EventRecord {
  const event = eventOf(row);
  return { ...eventView(event), origin: event.origin, matched: event.matched } as EventRecord;
}
