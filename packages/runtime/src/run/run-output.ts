import type { Plan } from './compile-version.ts';
import type { StepRow } from './run.types.ts';

type Ran = Pick<StepRow, 'nodeId' | 'path' | 'status' | 'port' | 'output'>;

/** What a run gives: the output of its stop step, else what its steps outside loops gave. */
export function runOutput(plan: Plan, steps: readonly Ran[]): unknown {
  // One that failed itself, such as in an item of a loop that goes on, stopped nothing.
  const stopped = steps.find(
    ({ nodeId, status }) => status === 'succeeded' && plan.nodes.get(nodeId)?.node.type === 'stop',
  );
  if (stopped) return stopped.output;
  return outputOfScope(
    plan,
    steps.filter(({ path }) => path === ''),
  );
}

/**
 * The output of the one step that ended a scope (the steps outside loops, or those of one item), else of all that
 * ended it by node id. Derived, so nothing is stored twice.
 */
export function outputOfScope(plan: Plan, steps: readonly Ran[]): unknown {
  const ran = new Set(steps.map(({ nodeId }) => nodeId));
  const last = steps.filter(({ nodeId, port }) =>
    (plan.nodes.get(nodeId)?.outgoing ?? []).every((edge) => edge.port !== port || !ran.has(edge.target)),
  );
  if (last.length === 1) return last[0]?.output ?? null;
  return Object.fromEntries(last.map(({ nodeId, output }) => [nodeId, output]));
}
