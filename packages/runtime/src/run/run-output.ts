import type { Plan } from './compile-version.ts';
import type { StepRow } from './run.types.ts';

/**
 * What a run gives: the output of its stop step, else of the one step that ended it, else of all that ended it by
 * node id. Derived, so nothing is stored twice.
 */
export function runOutput(plan: Plan, steps: readonly (StepRow & { ends?: unknown })[]): unknown {
  const stopped = steps.find(({ nodeId }) => plan.nodes.get(nodeId)?.node.type === 'stop');
  if (stopped) return stopped.output;
  const ran = new Set(steps.map(({ nodeId }) => nodeId));
  const last = steps.filter(({ nodeId, port }) =>
    (plan.nodes.get(nodeId)?.outgoing ?? []).every((edge) => edge.port !== port || !ran.has(edge.target)),
  );
  if (last.length === 1) return last[0]?.output ?? null;
  return Object.fromEntries(last.map(({ nodeId, output }) => [nodeId, output]));
}
