import { isSubscribed } from '@sista/shared/endpoint/event-pattern';
import { onlyWhenWanted } from '@sista/shared/event/event-catalogue';
import type { Sql } from '../db/sql.ts';
import { type EndpointTable, loadEndpointTable } from './endpoint-table.ts';
import { evaluateFilter } from './evaluate-filter.ts';
import { type Drafted, draftOf, type Fanned, fanOut, insertFiltered } from './fan-out.ts';
import type { EventRow } from './fill-body.ts';
import {
  insertDeliveries,
  insertOutgoing,
  type Numbered,
  type OutgoingDelivery,
  type OutgoingEvent,
} from './outgoing.ts';
import type { CustomFact, Fact } from './render-event.ts';

/** A send of a flow: an event and its one delivery, staged while the step executed. */
export type StagedRows = { event: OutgoingEvent; delivery: OutgoingDelivery };

export type Emitted = {
  eventIds: string[];
  /** Endpoints that have something due: after COMMIT hand each to `lines.nudge`. */
  nudges: string[];
  /** What was written as claimed by this process: after COMMIT hand it to `lines.handOver`. */
  claimed: ClaimedHere[];
};

/** Sends of one line, claimed by their own insert under the line's epoch. `dueAtMs` is their due time. */
export type ClaimedHere = {
  endpointId: string;
  epoch: number;
  dueAtMs: number;
  sends: { event: EventRow; delivery: OutgoingDelivery }[];
};

/** The epoch under which this process works the line and has room for so many more; else undefined. */
export type ClaimEpoch = (endpointId: string, count: number) => number | undefined;

/**
 * The only writer of events. What it writes belongs to the caller's transaction and comes last in it: numbering
 * locks the workspace's counter until COMMIT.
 */
export type Emitter = {
  emit(sql: Sql, facts: readonly (Fact | CustomFact)[], now: number): Promise<Emitted>;
  /** Sends that steps staged; of one or of many runs. */
  insertStagedRows(sql: Sql, sends: readonly StagedRows[], now: number): Promise<Emitted>;
  /**
   * Both at once, in one statement: for a checkpoint of many runs. With `claimEpoch` the sends to lines that this
   * process works are claimed by their insert: the caller promises to hand over `claimed` after COMMIT.
   */
  write(
    sql: Sql,
    what: { facts: readonly (Fact | CustomFact)[]; sends: readonly StagedRows[] },
    now: number,
    claimEpoch?: ClaimEpoch,
  ): Promise<Emitted>;
  /** Whether any endpoint takes the type; by a table that is at most 1 s old. */
  isWanted(sql: Sql, workspaceId: string, type: string, now: number): Promise<boolean>;
};

export type EmitterOptions = {
  publicUrl: string;
  /** Inserts the queue jobs of lines into the same commit, where they have none. */
  queueLines: (sql: Sql, lines: readonly LineName[]) => Promise<void>;
  log: { error: (fields: object, message: string) => void };
  /** Tests and development: a fact that does not fit its schema throws. Otherwise its deliveries are parked. */
  strict: boolean;
};

export type LineName = { endpointId: string; workspaceId: string };

const freshMs = 1_000;

export function createEmitter(options: EmitterOptions): Emitter {
  const { publicUrl } = options;
  const tables = new Map<string, EndpointTable>();

  async function tableOf(sql: Sql, workspaceId: string, now: number): Promise<EndpointTable> {
    const known = tables.get(workspaceId);
    if (known !== undefined && Math.abs(now - known.loadedAt) < freshMs) return known;
    const table = await loadEndpointTable(sql, workspaceId, now);
    tables.set(workspaceId, table);
    return table;
  }

  async function drafted(sql: Sql, facts: readonly (Fact | CustomFact)[], now: number): Promise<Drafted[]> {
    const drafts: Drafted[] = [];
    for (const fact of facts) {
      if (onlyWhenWanted.has(fact.type) && !(await isWanted(sql, fact.workspaceId, fact.type, now))) continue;
      drafts.push(draftOf(fact, publicUrl, now, (problem) => onInvalid(fact, problem)));
    }
    return drafts;
  }

  function onInvalid({ type }: Fact | CustomFact, problem: Error): void {
    if (options.strict) throw problem;
    options.log.error(
      { type, problem: problem.message },
      'an event does not fit its schema; its deliveries are parked',
    );
  }

  async function fanAll(sql: Sql, drafts: readonly Drafted[], now: number): Promise<Fanned[]> {
    const fanned: Fanned[] = [];
    for (const draft of drafts) {
      fanned.push(await fanOut(draft, await tableOf(sql, draft.event.workspaceId, now), evaluateFilter));
    }
    return fanned;
  }

  /** The set of endpoints changed under these: the counter is locked by us now, so what is read now is final. */
  async function fanAgain(sql: Sql, stale: readonly Drafted[], now: number): Promise<Fanned[]> {
    for (const { event } of stale) tables.delete(event.workspaceId);
    const fanned = await fanAll(sql, stale, now);
    for (const { draft, matched } of fanned) {
      await sql.query('set-event-matched', 'update engine.event set fanout = $2 where id = $1', [
        draft.event.id,
        matched,
      ]);
    }
    await insertDeliveries(
      sql,
      fanned.flatMap(({ deliveries }) => deliveries),
      now,
    );
    return fanned;
  }

  async function isWanted(sql: Sql, workspaceId: string, type: string, now: number): Promise<boolean> {
    const { endpoints } = await tableOf(sql, workspaceId, now);
    const event = { type, flowId: null, employeeIds: [], teamIds: [] };
    const anybody = { employeeIds: [], teamIds: [], flowIds: [] };
    return endpoints.some((endpoint) => isSubscribed({ ...endpoint, ...anybody }, event));
  }

  async function write(
    sql: Sql,
    { facts, sends }: { facts: readonly (Fact | CustomFact)[]; sends: readonly StagedRows[] },
    now: number,
    claimEpoch?: ClaimEpoch,
  ): Promise<Emitted> {
    const fanned = await fanAll(sql, await drafted(sql, facts, now), now);
    const events = fanned.map(({ draft, matched }) => ({ ...draft.event, matched }));
    const staged = claimEpoch ? claimHere(sends, claimEpoch) : sends.map(({ delivery }) => delivery);
    const numbered = await insertOutgoing(
      sql,
      [...events, ...sends.map(({ event }) => event)],
      [...fanned.flatMap(({ deliveries }) => deliveries), ...staged],
      now,
    );
    const present = new Map(numbered.map((row) => [row.id, row.routing]));
    const told = fanned.filter(({ draft }) => present.has(draft.event.id));
    const isStale = ({ draft, routing }: Fanned) => present.get(draft.event.id) !== routing;
    const final = told.filter((each) => !isStale(each));
    const stale = told.filter(isStale).map(({ draft }) => draft);
    if (stale.length > 0) final.push(...(await fanAgain(sql, stale, now)));
    await insertFiltered(
      sql,
      final.flatMap(({ filtered }) => filtered),
    );
    const waiting = staged.filter(({ claimedBy }) => claimedBy === undefined);
    const lines = linesOf([...final.flatMap((each) => each.deliveries), ...waiting]);
    if (lines.length > 0) await options.queueLines(sql, lines);
    return {
      eventIds: numbered.map(({ id }) => id),
      nudges: lines.map(({ endpointId }) => endpointId),
      claimed: waiting.length === staged.length ? [] : claimedOf(sends, staged, numbered, now),
    };
  }

  return {
    write,
    isWanted,
    emit: (sql, facts, now) => write(sql, { facts, sends: [] }, now),
    insertStagedRows: (sql, sends, now) => write(sql, { facts: [], sends }, now),
  };
}

/** The deliveries of the sends, marked where this process works their line and has room for them. */
function claimHere(sends: readonly StagedRows[], claimEpoch: ClaimEpoch): OutgoingDelivery[] {
  const counts = new Map<string, number>();
  for (const { delivery } of sends)
    counts.set(delivery.endpointId, (counts.get(delivery.endpointId) ?? 0) + 1);
  const epochs = new Map([...counts].map(([id, count]) => [id, claimEpoch(id, count)]));
  return sends.map(({ delivery }) => {
    const claimedBy = delivery.parked === null ? epochs.get(delivery.endpointId) : undefined;
    return claimedBy === undefined ? delivery : { ...delivery, claimedBy };
  });
}

/** An event that was there already got no number, and its delivery was not written again. */
function claimedOf(
  sends: readonly StagedRows[],
  staged: readonly OutgoingDelivery[],
  numbered: readonly Numbered[],
  dueAtMs: number,
): ClaimedHere[] {
  const sequences = new Map(numbered.map(({ id, sequence }) => [id, sequence]));
  const lines = new Map<string, ClaimedHere>();
  for (let at = 0; at < sends.length; at += 1) {
    const event = sends[at]?.event;
    const delivery = staged[at];
    if (event === undefined || delivery?.claimedBy === undefined) continue;
    const sequence = sequences.get(event.id);
    if (sequence === undefined) continue;
    const { endpointId, claimedBy: epoch } = delivery;
    const line = lines.get(endpointId) ?? { endpointId, epoch, dueAtMs, sends: [] };
    lines.set(endpointId, line);
    line.sends.push({ event: { ...event, sequence, schemaVersion: '1' }, delivery });
  }
  return [...lines.values()];
}

function linesOf(deliveries: readonly OutgoingDelivery[]): LineName[] {
  const due = deliveries.filter(({ parked }) => parked === null);
  return [
    ...new Map(due.map(({ endpointId, workspaceId }) => [endpointId, { endpointId, workspaceId }])).values(),
  ];
}
