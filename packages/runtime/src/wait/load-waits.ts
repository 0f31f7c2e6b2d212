import { deliveryStatuses, isEndedDelivery } from '@sista/shared/delivery/delivery-status';
import { fromId, toId } from '@sista/shared/ids';
import type { CallbackAnswer } from '@sista/shared/node/step-context';
import { nameOf } from '@sista/shared/run/run-status';
import { loadAnswers } from '../callback/load-answers.ts';
import type { Sql } from '../db/sql.ts';
import { type Decision, metaOf, type StepRow } from '../run/run.types.ts';

/** What has ended the waits of a run, and what has not. Steps by their `seq`. */
export type Waits = {
  /** Steps whose time has not come. */
  timers: Set<number>;
  /** By node and path, see `answerKey`. */
  answers: Map<string, CallbackAnswer>;
  deliveries: Map<number, { status: string; result: unknown }>;
  decisions: Map<number, Decision>;
};

export const noWaits = (): Waits => ({
  timers: new Set(),
  answers: new Map(),
  deliveries: new Map(),
  decisions: new Map(),
});
export const answerKey = ({ nodeId, path }: { nodeId: string; path: string }) => `${nodeId}|${path}`;

/** Asks only for what the waiting steps of these runs wait for. */
export async function loadWaits(
  sql: Sql,
  steps: ReadonlyMap<string, readonly StepRow[]>,
): Promise<Map<string, Waits>> {
  const waits = new Map<string, Waits>();
  const waiting = [...steps].flatMap(([runId, rows]) =>
    rows.filter(({ status }) => status === 'waiting').map((step) => ({ runId, step })),
  );
  for (const { runId } of waiting) waits.set(runId, noWaits());
  if (waiting.length === 0) return waits;
  const runsWith = (kind: StepRow['wait']) => [
    ...new Set(waiting.filter(({ step }) => step.wait === kind).map(({ runId }) => runId)),
  ];
  await loadTimers(sql, waits);
  const called = runsWith('callback');
  const answers = called.length === 0 ? new Map() : await loadAnswers(sql, called);
  for (const [runId, found] of answers) {
    const of = waits.get(runId);
    if (of) of.answers = found;
  }
  await loadDeliveries(sql, waits, waiting);
  for (const { runId, step } of waiting) {
    const { decision } = metaOf(step);
    if (decision) waits.get(runId)?.decisions.set(step.seq, decision);
  }
  return waits;
}

async function loadTimers(sql: Sql, waits: ReadonlyMap<string, Waits>): Promise<void> {
  const rows = await sql.query<{ owner_id: string; seq: number }>(
    'load-timers',
    'select owner_id, seq from engine.timer where owner_id = any($1::uuid[]) and kind < 10',
    [[...waits.keys()]],
  );
  for (const { owner_id, seq } of rows) waits.get(owner_id)?.timers.add(seq);
}

type DeliveryRecord = {
  id: string;
  event_id: string;
  status: number;
  attempts: number;
  http_status: number | null;
  response_headers: [string, string][] | null;
  response_body: Buffer | null;
};

async function loadDeliveries(
  sql: Sql,
  waits: ReadonlyMap<string, Waits>,
  waiting: readonly { runId: string; step: StepRow }[],
): Promise<void> {
  const owners = new Map<string, { runId: string; seq: number }>();
  for (const { runId, step } of waiting) {
    const { deliveryId } = metaOf(step);
    const uuid = deliveryId === undefined ? undefined : fromId('delivery', deliveryId);
    if (step.wait === 'delivery' && uuid) owners.set(uuid, { runId, seq: step.seq });
  }
  if (owners.size === 0) return;
  const rows = await sql.query<DeliveryRecord>(
    'load-awaited-deliveries',
    `select d.id, d.event_id, d.status, d.attempts, d.http_status, x.response_headers, x.response_body
     from engine.delivery d left join engine.delivery_exchange x on x.delivery_id = d.id and x.n = d.attempts
     where d.id = any($1::uuid[])`,
    [[...owners.keys()]],
  );
  for (const row of rows) {
    const status = nameOf(deliveryStatuses, row.status);
    const owner = owners.get(row.id);
    if (owner && isEndedDelivery(status))
      waits.get(owner.runId)?.deliveries.set(owner.seq, { status, result: resultOf(row, status) });
  }
}

/** What the step's output shows of its delivery. */
function resultOf(row: DeliveryRecord, status: string) {
  const headers: Record<string, string> = {};
  for (const [name, value] of row.response_headers ?? []) headers[name.toLowerCase()] = value;
  const body = parsed(row.response_body?.toString('utf8') ?? '', headers['content-type']);
  return {
    deliveryId: toId('delivery', row.id),
    eventId: toId('event', row.event_id),
    status,
    attempts: row.attempts,
    response: row.http_status === null ? null : { status: row.http_status, headers, body },
  };
}

function parsed(text: string, type: string | undefined): unknown {
  if (!/\bjson\b/i.test(type ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
