import type { FactFields } from '@sista/shared/event/event-catalogue';
import { toId } from '@sista/shared/ids';
import { isSandbox } from '../effect/redirects.ts';
import type { Fact } from '../event/render-event.ts';
import type { ActiveRun } from './activation.types.ts';
import type { StepError, StepRow } from './run.types.ts';

type RunFailedFields = FactFields<'run.failed'>;
type RunPlaceFields = Pick<RunFailedFields, 'flow' | 'run' | 'cause' | 'sandbox'>;

/** A run as its events see it: active in this process, or loaded to be ended from outside. */
export type FactRun = Pick<ActiveRun, 'row' | 'version' | 'trigger'> & { steps: readonly StepRow[] };

/** What every event of a run carries. */
export function runFacts(active: FactRun, publicUrl: string): RunPlaceFields {
  const { row, version, trigger, steps } = active;
  const id = toId('run', row.id);
  const given = (trigger ?? {}) as {
    captureId?: string;
    source?: { id?: string; externalId?: string | null; title?: string | null };
    order?: { title?: string };
    build?: { title?: string };
    ticket?: { title?: string };
    lead?: { title?: string };
  };
  const shape = given.order ?? given.build ?? given.ticket ?? given.lead;
  return {
    flow: { id: toId('flow', row.flowId), name: version.flowName, version: version.number },
    run: {
      id,
      trigger: row.trigger,
      startedAt: new Date(row.startedAtMs ?? steps[0]?.startedAtMs ?? 0).toISOString(),
      url: `${publicUrl}/runs/${id}`,
    },
    cause: {
      kind: row.trigger,
      source: given.source?.id ?? null,
      title: shape?.title ?? given.source?.title ?? null,
      externalId: given.source?.externalId ?? null,
      captureId: given.captureId ?? null,
      eventId: null,
      by: null,
    },
    sandbox: steps.some(({ meta }) => isSandbox(meta)),
  };
}

export function runFailedFact(
  active: FactRun,
  failure: { nodeId: string | undefined; error: StepError; attempt: number },
  endedAtMs: number,
  publicUrl: string,
): Fact<'run.failed'> {
  const { row, version } = active;
  const place = runFacts(active, publicUrl);
  const name = failure.nodeId === undefined ? undefined : version.plan.nodes.get(failure.nodeId)?.node.name;
  const at =
    failure.nodeId === undefined || name === undefined ? {} : { nodeId: failure.nodeId, nodeName: name };
  return {
    type: 'run.failed',
    workspaceId: row.workspaceId,
    flowId: row.flowId,
    runId: row.id,
    page: `/runs/${place.run.id}`,
    fields: {
      ...place,
      status: 'failed',
      error: { code: failure.error.code, message: failure.error.message, hint: null, ...at },
      ...(failure.nodeId === undefined || name === undefined
        ? {}
        : { failedStep: { nodeId: failure.nodeId, name, attempt: failure.attempt } }),
      effectsDone: effectsDone(active),
      credits: sumOfMeta(active, 'credits'),
      durationMs: Math.max(0, Math.round(endedAtMs - (row.startedAtMs ?? endedAtMs))),
      resume: { method: 'POST', url: `${publicUrl}/api/v1/runs/${place.run.id}/retry` },
    },
  };
}

export function runCompletedFact(
  active: FactRun,
  output: unknown,
  endedAtMs: number,
  publicUrl: string,
): Fact<'run.completed'> {
  const { row, version, steps } = active;
  const place = runFacts(active, publicUrl);
  const ran = steps.filter(({ status }) => status === 'succeeded' || status === 'failed');
  return {
    type: 'run.completed',
    workspaceId: row.workspaceId,
    flowId: row.flowId,
    runId: row.id,
    page: `/runs/${place.run.id}`,
    fields: {
      ...place,
      output,
      path: ran.map(({ nodeId, port }) => ({
        nodeId,
        name: version.plan.nodes.get(nodeId)?.node.name ?? nodeId,
        port,
      })),
      steps: {
        total: ran.length,
        succeeded: ran.filter(({ status }) => status === 'succeeded').length,
        failed: ran.filter(({ status }) => status === 'failed').length,
        skipped: version.plan.nodes.size - 1 - ran.length,
      },
      deliveries: deliveriesOf(active),
      credits: sumOfMeta(active, 'credits'),
      durationMs: Math.max(0, Math.round(endedAtMs - (row.startedAtMs ?? endedAtMs))),
      waitedMs: sumOfMeta(active, 'waitedMs'),
    },
  };
}

/** Tasks note in their step's meta what they cost and how long they waited. */
function sumOfMeta({ steps }: FactRun, member: 'credits' | 'waitedMs'): number {
  const values = steps.map(({ meta }) => (meta as Record<string, unknown> | null)?.[member]);
  return values.reduce<number>((sum, value) => sum + (typeof value === 'number' ? value : 0), 0);
}

/** What was really done outside before the run failed, so that nobody does it again. Reads are not among it. */
function effectsDone({ steps }: FactRun): RunFailedFields['effectsDone'] {
  return steps.flatMap(({ effect, meta, startedAtMs, endedAtMs }) => {
    const made = (meta as { effect?: { target: string; key: string } } | null)?.effect;
    if (effect !== 'done' || !made) return [];
    return [{ tool: null, ...made, at: new Date(endedAtMs ?? startedAtMs).toISOString() }];
  });
}

function deliveriesOf({ steps }: FactRun): FactFields<'run.completed'>['deliveries'] {
  return steps.flatMap(({ nodeId, meta, input }) => {
    const id = (meta as { deliveryId?: unknown } | null)?.deliveryId;
    if (typeof id !== 'string') return [];
    const target = targetOf(input);
    const host = target !== undefined && URL.canParse(target) ? new URL(target).host : '';
    return [{ deliveryId: id, nodeId, host, status: 'pending' }];
  });
}

function targetOf(input: unknown): string | undefined {
  const url = (input as { url?: unknown } | null)?.url;
  return typeof url === 'string' ? url : undefined;
}
