import type { EmployeePort } from '@sista/shared/node/step-context';
import { taskFact } from '../task/report-task.ts';
import type { TaskReport } from '../task/task-step.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import { isAuthenticated } from './is-authenticated.ts';
import { runFacts } from './run-facts.ts';
import { scopeOf } from './step-scope.ts';

/** A task runs under the epoch of this activation; what it ended with becomes an event of the step's checkpoint. */
export function employeePort(
  shop: RunShop,
  active: ActiveRun,
  step: ActiveStep,
  signal: AbortSignal,
): EmployeePort {
  const { row } = active;
  return {
    doTask: (request) =>
      shop
        .employees({
          runId: row.id,
          epoch: active.epochSeen,
          seq: step.seq,
          nodeId: step.nodeId,
          path: step.path,
          workspaceId: row.workspaceId,
          flowId: row.flowId,
          attempt: step.attempt,
          originRunId: row.originRunId ?? row.id,
          scope: scopeOf(shop, active, step, step.startedAtMs),
          triggerAuthenticated: isAuthenticated(active.trigger, row.trigger),
          signal,
          now: step.startedAtMs,
          onReport: (report) => tell(shop, active, step, report),
        })
        .doTask(request),
  };
}

/** Tests tell nobody: subscribers hear what happened, not what was tried. */
function tell(shop: RunShop, active: ActiveRun, step: ActiveStep, report: TaskReport): void {
  if (active.row.mode === 'test') return;
  const node = active.version.plan.nodes.get(step.nodeId)?.node;
  step.facts.push(
    taskFact(report, {
      ...runFacts(active, shop.publicUrl),
      nodeName: node?.name ?? step.nodeId,
      publicUrl: shop.publicUrl,
    }),
  );
}
