import { type DeliveryStatus, isEndedDelivery } from '@sista/shared/delivery/delivery-status';
import { deliveryLifeMs } from '@sista/shared/delivery/retry-plan';
import { toId, uuidTimeMs } from '@sista/shared/ids';
import { crashPoint } from '../crash-point.ts';
import { type Batcher, createBatcher } from '../db/batcher.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import type { Emitter } from '../event/emit.ts';
import type { Fact } from '../event/render-event.ts';
import type { LineState } from './line-state.ts';
import { urlWithoutQuery } from './load-endpoint.ts';
import { disableEndpoint } from './park-endpoint.ts';
import { insertDeliveryProblems, keepLineStates, type Settlement, settleRows } from './settle-sql.ts';

/** A delivery that ended and that a step may wait for. */
export type SettledDelivery = { runId: string; seq: number; deliveryId: string; status: DeliveryStatus };

export type SettleOptions = {
  sql: SqlPool;
  emitter: Pick<Emitter, 'emit'>;
  publicUrl: string;
  now: () => number;
  isOutage: (error: unknown) => boolean;
  /** Wakes the steps that wait, in the commit of the settlement. */
  onSettled: (sql: Sql, settled: readonly SettledDelivery[]) => Promise<void>;
  /** The state of a line where it has to be written with this batch. */
  stateOf: (endpointId: string, epoch: number) => LineState | undefined;
  /** Endpoints that got something to send by the commit. */
  onNudge: (endpointIds: readonly string[]) => void;
};

/** `false`: another worker owns the line now; our result was dropped. */
export type Settle = Batcher<Settlement, boolean>;

/** Attempts of all lines that end at about the same time share one durable commit. */
export function createSettle(options: SettleOptions): Settle {
  return createBatcher({
    maxItems: 128,
    besideAt: 32,
    isOutage: options.isOutage,
    write: async (settlements) => {
      const now = options.now();
      const { moved, nudges } = await options.sql.transaction((sql, last) =>
        settleBatch(sql, settlements, options, now, last),
      );
      crashPoint('settle-after-commit');
      options.onNudge(nudges);
      return settlements.map(({ claimed }) => moved.has(claimed.id));
    },
  });
}

async function settleBatch(
  sql: Sql,
  settlements: readonly Settlement[],
  options: SettleOptions,
  now: number,
  last: () => void,
) {
  const states = statesOf(settlements, options.stateOf);
  if (settlements.every(isPlain) && states.length === 0) {
    const moving = settleRows(sql, settlements, now);
    crashPoint('settle-before-commit');
    last();
    return { moved: await moving, nudges: [] };
  }
  const moved = await settleRows(sql, settlements, now);
  const ours = settlements.filter(({ claimed }) => moved.has(claimed.id));
  if (states.length > 0) await keepLineStates(sql, states);
  const ended = ours.filter(({ verdict }) => isEndedDelivery(verdict.status));
  const settled = ended.flatMap(settledOf);
  if (settled.length > 0) await options.onSettled(sql, settled);
  const dead = ended.filter(({ verdict }) => verdict.status === 'dead');
  if (dead.length > 0) await insertDeliveryProblems(sql, dead, now);
  for (const { endpoint, verdict } of ended) {
    if (verdict.disable !== undefined) await disableEndpoint(sql, endpoint, verdict.disable, now);
  }
  const facts = dead.flatMap((settlement) => deathOf(settlement, options.publicUrl));
  const { nudges } = facts.length === 0 ? { nudges: [] } : await options.emitter.emit(sql, facts, now);
  return { moved, nudges };
}

/** A delivery that arrived and that nobody waits for: its rows are all there is to write. */
const isPlain = ({ claimed, verdict }: Settlement) =>
  verdict.status === 'delivered' && verdict.disable === undefined && !claimed.awaited;

function statesOf(settlements: readonly Settlement[], stateOf: SettleOptions['stateOf']) {
  const lines = new Map(
    settlements.map(({ endpoint, epoch }) => [endpoint.id, { endpointId: endpoint.id, epoch }]),
  );
  return [...lines.values()]
    .sort((a, b) => (a.endpointId < b.endpointId ? -1 : 1))
    .flatMap((line) => {
      const state = stateOf(line.endpointId, line.epoch);
      return state === undefined ? [] : [{ ...line, state }];
    });
}

function settledOf({ claimed, verdict: { status } }: Settlement): SettledDelivery[] {
  const { awaited, runId, seq, id: deliveryId } = claimed;
  return awaited && runId !== null && seq !== null ? [{ runId, seq, deliveryId, status }] : [];
}

/** The death of a message about a delivery or an endpoint makes no further one: they would chase each other. */
function deathOf({ claimed, endpoint, verdict, record }: Settlement, publicUrl: string): Fact[] {
  const { event } = claimed;
  if (event === undefined || /^(delivery|endpoint|secret)\./.test(event.type)) return [];
  const id = toId('delivery', claimed.id);
  const lastAttemptAt = record === undefined ? null : new Date(record.startedAt).toISOString();
  return [
    {
      type: 'delivery.dead',
      workspaceId: endpoint.workspaceId,
      page: `/deliveries/${id}`,
      aboutEndpoint: endpoint.id,
      ...(event.flowId === null ? {} : { flowId: event.flowId }),
      ...(event.runId === null ? {} : { runId: event.runId }),
      depth: event.depth,
      fields: {
        deliveryId: id,
        event: {
          id: toId('event', event.id),
          type: event.type,
          sequence: event.sequence,
          timestamp: new Date(uuidTimeMs(event.id)).toISOString(),
        },
        endpoint: {
          id: toId('endpoint', endpoint.id),
          url: urlWithoutQuery(claimed.url ?? endpoint.url),
          description: endpoint.description,
        },
        origin: event.origin === 'node' || event.origin === 'tool' ? event.origin : 'subscription',
        attempts: claimed.attempt,
        firstAttemptAt: new Date(claimed.deadlineAt - deliveryLifeMs).toISOString(),
        lastAttemptAt,
        deadlineAt: new Date(claimed.deadlineAt).toISOString(),
        last: {
          ...(record?.httpStatus == null ? {} : { statusCode: record.httpStatus }),
          class: verdict.outcome,
          message: record?.error ?? 'Nothing was sent.',
        },
        replay: { method: 'POST', url: new URL(`/api/v1/deliveries/${id}/replay`, publicUrl).href },
      },
    },
  ];
}
