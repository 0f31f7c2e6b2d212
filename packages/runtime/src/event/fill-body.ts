import { type EventOrigin, eventOrigins } from '@sista/shared/event/event.schema';
import { toId, uuidTimeMs } from '@sista/shared/ids';
import { nameOf } from '@sista/shared/run/run-status';
import { subjectOf } from './fan-out.ts';

/** A written row of `engine.event`. */
export type EventRow = {
  id: string;
  workspaceId: string;
  sequence: number;
  type: string;
  schemaVersion: string;
  flowId: string | null;
  runId: string | null;
  seq: number | null;
  employeeIds: readonly string[];
  teamIds: readonly string[];
  causeId: string | null;
  depth: number;
  origin: EventOrigin;
  matched: number;
  bare: boolean;
  data: string;
};

/**
 * The body of a delivery: a pure function of the event's row and the endpoint, so every attempt and replay has
 * equal bytes and nothing is stored per endpoint. `data` is placed as text, never parsed.
 */
export function fillBody(event: EventRow, endpointId: string): string {
  if (event.bare) return event.data;
  const head = { ...envelopeHead(event), endpointId: toId('endpoint', endpointId), ...envelopeRest(event) };
  return `${JSON.stringify(head).slice(0, -1)},"data":${event.data}}`;
}

/** The envelope without an endpoint, as `GET /events` shows it; `data` parsed. */
export function eventView(event: EventRow): Record<string, unknown> {
  return { ...envelopeHead(event), ...envelopeRest(event), data: JSON.parse(event.data) as unknown };
}

function envelopeHead(event: EventRow) {
  return {
    id: toId('event', event.id),
    type: event.type,
    schemaVersion: event.schemaVersion,
    timestamp: new Date(uuidTimeMs(event.id)).toISOString(),
    workspaceId: toId('workspace', event.workspaceId),
  };
}

function envelopeRest(event: EventRow) {
  const causation = {
    runId: event.runId === null ? null : toId('run', event.runId),
    eventId: event.causeId === null ? null : toId('event', event.causeId),
    depth: event.depth,
  };
  return {
    sequence: event.sequence,
    subject: subjectOf(event),
    ...(event.causeId === null && event.depth === 0 ? {} : { causation }),
    ...(event.origin === 'test' ? { test: true } : {}),
  };
}

/** The row as the database gives it. */
export type RawEventRow = {
  id: string;
  workspace_id: string;
  sequence: string;
  type: string;
  schema_version: string;
  flow_id: string | null;
  run_id: string | null;
  seq: number | null;
  employee_ids: string[] | null;
  team_ids: string[] | null;
  cause_id: string | null;
  depth: number;
  origin: number;
  fanout: number;
  bare: boolean;
  data: string;
};

export const eventColumnNames =
  'id, workspace_id, sequence, type, schema_version, flow_id, run_id, seq, employee_ids, team_ids, cause_id, depth, origin, fanout, bare, data';

export function eventOf(row: RawEventRow): EventRow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    sequence: Number(row.sequence),
    type: row.type,
    schemaVersion: row.schema_version,
    flowId: row.flow_id,
    runId: row.run_id,
    seq: row.seq,
    employeeIds: row.employee_ids ?? [],
    teamIds: row.team_ids ?? [],
    causeId: row.cause_id,
    depth: row.depth,
    origin: nameOf(eventOrigins, row.origin),
    matched: row.fanout,
    bare: row.bare,
    data: row.data,
  };
}
