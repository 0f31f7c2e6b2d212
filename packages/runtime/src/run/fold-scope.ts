import type { StoredStepStatus } from '@sista/shared/run/run-status';
import { entersBody, type Plan } from './compile-version.ts';

/** What a fold sees of a step: its status and port, never its data. */
export type StepState = {
  nodeId: string;
  /** The item of a loop it belongs to, such as `3`; empty outside loops. */
  path: string;
  status: StoredStepStatus;
  /** The way it left. Null while it runs, and for a failure that nothing handles. */
  port: string | null;
  /** Set by a `stop` node. */
  ends?: 'succeeded' | 'failed' | undefined;
  /** Of a loop whose items are under way. */
  loop?: { count: number; atOnce: number; onItemError: 'stop' | 'collect' } | undefined;
};

export type NodeState = 'open' | 'running' | 'waiting' | 'left' | 'failed' | 'cancelled' | 'skipped';

/** What one scope comes to: the nodes outside loops, or a body for one item. */
export type ScopeFold = {
  /** Nodes to start now. */
  start: string[];
  nodes: Map<string, NodeState>;
  executing: boolean;
  waiting: boolean;
  /** A step failed and nothing handles it. */
  broken: boolean;
  ends: 'succeeded' | 'failed' | undefined;
};

/**
 * Folds one scope. An edge is `taken` if its source left by its port, `dead` if the source ended otherwise or was
 * skipped, else `open`. A node with no open edge into it starts if one is taken; else it is skipped and its own edges
 * are dead. A node with several edges into it joins them: what follows runs once.
 */
export function foldScope(
  plan: Plan,
  order: readonly string[],
  steps: ReadonlyMap<string, StepState>,
): ScopeFold {
  const fold: ScopeFold = {
    start: [],
    nodes: new Map(),
    executing: false,
    waiting: false,
    broken: false,
    ends: undefined,
  };
  for (const id of order) {
    if (id === plan.triggerId) {
      fold.nodes.set(id, 'left');
      continue;
    }
    const step = steps.get(id);
    if (step) foldStep(fold, id, step);
    else foldUnstarted(plan, fold, id, steps);
  }
  return fold;
}

function foldStep(fold: ScopeFold, id: string, step: StepState): void {
  const state = stateOf(step);
  fold.nodes.set(id, state);
  if (state === 'running') fold.executing = true;
  if (state === 'waiting') fold.waiting = true;
  if (state === 'failed') fold.broken = true;
  if (step.ends) fold.ends = step.ends;
}

function stateOf(step: StepState): NodeState {
  if (step.status === 'running' || step.status === 'waiting' || step.status === 'cancelled')
    return step.status;
  // A failure that left by a port (`onError` is `port` or `continue`) is handled, like a success.
  return step.status === 'failed' && step.port === null ? 'failed' : 'left';
}

function foldUnstarted(plan: Plan, fold: ScopeFold, id: string, steps: ReadonlyMap<string, StepState>): void {
  let taken = false;
  for (const edge of plan.nodes.get(id)?.incoming ?? []) {
    if (entersBody(plan, edge, id)) {
      taken = true;
      continue;
    }
    const state = fold.nodes.get(edge.source);
    if (state === 'open' || state === 'running' || state === 'waiting') {
      fold.nodes.set(id, 'open');
      return;
    }
    const port = edge.source === plan.triggerId ? 'out' : steps.get(edge.source)?.port;
    if (state === 'left' && port === edge.port) taken = true;
  }
  fold.nodes.set(id, taken ? 'open' : 'skipped');
  if (taken) fold.start.push(id);
}
