import { toId, uuidTimeMs } from '@sista/shared/ids';
import type { RunSummary } from '@sista/shared/run/run.schema';
import { nameOf, runModes, runStatuses, runTriggers } from '@sista/shared/run/run-status';
import { waitKinds } from '../run/run.types.ts';

/** What a list or a page needs of a run. */
export type RunViewRow = {
  id: string;
  flow_id: string;
  flow_name: string;
  version: number | null;
  status: number;
  mode: number;
  trigger: number;
  steps: number;
  started_at: Date | null;
  ended_at: Date | null;
  title: string | null;
  sandbox: boolean;
  error: { code: string; message: string; path?: string } | null;
  error_node: string | null;
  error_node_name: string | null;
  waiting_for: number | null;
};

/** The columns of RunViewRow over `r`, a row of engine.run. */
export const runViewColumns = `r.id, r.flow_id, coalesce(f.name, v.document->>'name') as flow_name, v.n as version, r.status, r.mode,
  r.trigger, r.steps, r.started_at, r.ended_at,
  coalesce(c.meta->>'title', p.body->'order'->>'title', p.body->'build'->>'title', p.body->'ticket'->>'title',
    p.body->'lead'->>'title') as title,
  coalesce((select true from engine.step s where s.run_id = r.id and s.meta->>'sandbox' = 'true' limit 1), false) as sandbox,
  bad.error, bad.node_id as error_node,
  case when bad.node_id is not null then
    (select node->>'name' from json_array_elements(v.document->'nodes') node where node->>'id' = bad.node_id)
  end as error_node_name,
  case when r.status = 2 then (select s.wait from engine.step s where s.run_id = r.id and s.status = 1
    order by case s.wait when 5 then 0 when 4 then 9 else 1 end, s.wait limit 1) end as waiting_for`;

// Laterals with a limit are looked up by key, row by row: the planner has no chance to join the whole history instead.
export const runViewJoins = `left join public.flow f on f.id = r.flow_id
  left join public.flow_version v on v.id = r.version_id
  left join lateral (select c.id, c.meta from engine.capture c where c.id = coalesce(r.capture_id, r.id) limit 1) c on true
  left join lateral (select p.body from engine.run_payload p where p.run_id = r.id and p.kind = 0 limit 1) p on true
  left join lateral (select s.node_id, s.error from engine.step s where s.run_id = r.id and s.error is not null
    and r.status in (5, 7) and (s.status = 3 or s.port is null) order by s.seq desc limit 1) bad on true`;

export const isoOrNull = (date: Date | null) => date?.toISOString() ?? null;

export function summaryOf(row: RunViewRow): RunSummary {
  const { started_at: started, ended_at: ended } = row;
  return {
    id: toId('run', row.id),
    flowId: toId('flow', row.flow_id),
    flowName: row.flow_name,
    version: row.version,
    status: nameOf(runStatuses, row.status),
    mode: nameOf(runModes, row.mode),
    trigger: nameOf(runTriggers, row.trigger),
    title: row.title,
    sandbox: row.sandbox,
    steps: row.steps,
    createdAt: new Date(uuidTimeMs(row.id)).toISOString(),
    startedAt: isoOrNull(started),
    endedAt: isoOrNull(ended),
    durationMs: started && ended ? Math.max(0, ended.getTime() - started.getTime()) : null,
    waitingFor: row.waiting_for === null ? null : nameOf(waitKinds, row.waiting_for),
    error: errorOf(row),
  };
}

function errorOf(row: RunViewRow): RunSummary['error'] {
  if (row.status === runStatuses.quarantined && !row.error)
    return {
      code: 'quarantined',
      message:
        'The process died with this run again and again, so it was set aside. Retry it when the cause is gone.',
      path: null,
      nodeId: null,
      nodeName: null,
    };
  if (!row.error) return null;
  const { code, message, path } = row.error;
  return { code, message, path: path ?? null, nodeId: row.error_node, nodeName: row.error_node_name };
}
