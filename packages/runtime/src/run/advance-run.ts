import type { StoredStepStatus } from '@sista/shared/run/run-status';
import type { Plan } from './compile-version.ts';

/** What `advanceRun` sees of a step: its status and port, never its data. */
export type StepState = {
  nodeId: string;
  status: StoredStepStatus;
  /** The way it left. Null while it runs, and for a failure that nothing handles. */
  port: string | null;
  /** Set by a `stop` node. */
  ends?: 'succeeded' | 'failed' | undefined;
};

export type NodeState = 'open' | 'running' | 'waiting' | 'left' | 'failed' | 'cancelled' | 'skipped';

export type Advance = {
  /** Nodes to start now. */
  start: string[];
  /** Nothing to start and nothing executing, but something waits. */
  park: boolean;
  end?: 'succeeded' | 'failed';
  /** Every node's state, skipped ones included: skips are derived here and stored nowhere. */
  nodes: Map<string, NodeState>;
};

/**
 * What a run does next, from its version and its step rows alone: no clock, no I/O, so that any process can
 * continue any run and the viewer derives the same picture.
 *
 * An edge is `taken` if its source left by its port, `dead` if the source ended otherwise or was skipped, else
 * `open`. A node with no open edge into it starts if one is taken; else it is skipped and its own edges are dead.
 * A node with several edges into it joins them: what follows runs once.
 */
export function advanceRun(plan: Plan, steps: readonly StepState[]): Advance {
  const byNode = new Map(steps.map((step) => [step.nodeId, step]));
  const nodes = new Map<string, NodeState>();
  const left = new Map<string, string>([[plan.triggerId, 'out']]);
  const start: string[] = [];
  let executing = false;
  let waiting = false;
  let broken = false;
  let ends: Advance['end'];

  for (const id of plan.order) {
    if (id === plan.triggerId) {
      nodes.set(id, 'left');
      continue;
    }
    const step = byNode.get(id);
    if (!step) {
      const state = stateOfUnstarted(plan, id, nodes, left);
      nodes.set(id, state === 'start' ? 'open' : state);
      if (state === 'start') start.push(id);
      continue;
    }
    const state = stateOfStep(step);
    nodes.set(id, state);
    if (state === 'left' && step.port !== null) left.set(id, step.port);
    if (state === 'running') executing = true;
    if (state === 'waiting') waiting = true;
    if (state === 'failed') broken = true;
    if (step.ends) ends = step.ends;
  }

  if (ends) return { start: [], park: false, end: ends, nodes };
  if (broken) return { start: [], park: false, end: 'failed', nodes };
  if (start.length > 0 || executing) return { start, park: false, nodes };
  if (waiting) return { start, park: true, nodes };
  return { start, park: false, end: 'succeeded', nodes };
}

function stateOfStep(step: StepState): NodeState {
  if (step.status === 'running' || step.status === 'waiting' || step.status === 'cancelled')
    return step.status;
  // A failure that left by a port (`onError` is `port` or `continue`) is handled, like a success.
  return step.status === 'failed' && step.port === null ? 'failed' : 'left';
}

function stateOfUnstarted(
  plan: Plan,
  id: string,
  nodes: ReadonlyMap<string, NodeState>,
  left: ReadonlyMap<string, string>,
): NodeState | 'start' {
  const incoming = plan.nodes.get(id)?.incoming ?? [];
  let taken = false;
  for (const { source, port } of incoming) {
    const state = nodes.get(source);
    if (state === 'open' || state === 'running' || state === 'waiting') return 'open';
    if (state === 'left' && left.get(source) === port) taken = true;
  }
  return taken ? 'start' : 'skipped';
}
