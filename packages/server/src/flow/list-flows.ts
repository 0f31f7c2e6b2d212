import type { FlowDocument, FlowIssue } from '@sista/shared/flow/flow.schema';
import type { FlowListItem, FlowStatus, ListFlowsInput } from '@sista/shared/flow/flow-api.schema';
import { triggerOf } from '@sista/shared/flow/node-catalogue';
import { toId } from '@sista/shared/ids';
import { pageQuery, toPage } from '../trpc/cursor.ts';
import type { Context } from '../trpc/request-context.ts';
import type { FlowActivity } from '../trpc/server-runtime.ts';
import { nodeCatalogue } from './flow-facts.ts';

/** Flows, newest first, with what happened to them lately. */
export async function listFlows({ db, runtime, workspaceId }: Context, input: ListFlowsInput) {
  const { where, ...page } = pageQuery(input);
  const rows = await db.flow.findMany({
    ...page,
    where: {
      ...where,
      deletedAt: null,
      ...(input.state ? { status: input.state } : {}),
      ...(input.q ? { name: { contains: input.q, mode: 'insensitive' } } : {}),
    },
  });
  const versions = await db.flowVersion.findMany({
    where: { id: { in: rows.flatMap(({ liveVersionId }) => liveVersionId ?? []) } },
    select: { id: true, n: true },
  });
  const numbers = new Map(versions.map(({ id, n }) => [id, n]));
  const activity = await runtime.flows.activityOf(
    workspaceId,
    rows.map(({ id }) => id),
  );
  return toPage(
    rows,
    input,
    (row): FlowListItem => ({
      id: toId('flow', row.id),
      name: row.name,
      status: row.status as FlowStatus,
      triggerType: triggerOf(row.document as FlowDocument, nodeCatalogue)?.type ?? null,
      liveVersion: numbers.get(row.liveVersionId ?? '') ?? null,
      updatedAt: row.updatedAt.toISOString(),
      ...viewActivity(activity.get(row.id)),
      issues: (row.issues as FlowIssue[]).filter(({ level }) => level === 'error').length,
    }),
  );
}

function viewActivity(activity: FlowActivity | undefined) {
  const { lastRun = null, runs24h = 0, failed24h = 0, nextRunAt = null } = activity ?? {};
  return {
    lastRun: lastRun && { id: toId('run', lastRun.runId), status: lastRun.status, at: lastRun.at },
    runs24h,
    failed24h,
    nextRunAt,
  };
}
