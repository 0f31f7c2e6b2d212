import type { LiveMessage, LiveStep } from '@sista/shared/live-message';
import type { RunStatus, StepStatus } from '@sista/shared/run/run-status';
import { createStore, type StoreApi } from 'zustand';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { type ItemLooks, isOpen, itemLooks } from './item-looks.ts';

/** What a card shows of its step in a run. Of several steps of one node the newest counts. */
export type StepLook = {
  seq: number;
  status: StepStatus;
  port: string | null;
  attempt: number;
  startedAt: string | null;
  endedAt: string | null;
  waitingFor: string | null;
  waitingUntil: string | null;
  loop: StepAnswer['loop'];
  sandbox: boolean;
  error: { code: string; message: string } | null;
};

/** The item of a loop that is looked at; `body` has the nodes that ran for it. */
export type ChosenItem = { loopId: string; path: string; body: ReadonlySet<string> };

/*
 * The overlay lays one run over the canvas. It is fed by the live stream while the run goes on, at most once per
 * animation frame, and by the whole run when it is opened or has ended; what was read as a whole wins.
 */
export type RunOverlay = {
  runId: string;
  status: RunStatus;
  startedAt: string | null;
  endedAt: string | null;
  steps: ReadonlyMap<string, StepLook>;
  /** Of nodes inside loops: their steps by item. */
  items: ReadonlyMap<string, ItemLooks>;
  /** Undefined: all items together. */
  item: ChosenItem | undefined;
  /** The whole run with inputs and outputs, once it was read. */
  detail: RunAnswer | undefined;
};
export type RunOverlayStore = StoreApi<RunOverlay>;

export function createRunOverlay(runId: string): RunOverlayStore {
  return createStore<RunOverlay>(() => ({
    runId,
    status: 'queued',
    startedAt: null,
    endedAt: null,
    steps: new Map(),
    items: new Map(),
    item: undefined,
    detail: undefined,
  }));
}

/** Applies live messages of the run, in their order. Items are counted once for all messages of a frame. */
export function applyMessages(overlay: RunOverlay, messages: readonly LiveMessage[]): RunOverlay {
  let next = overlay;
  const steps: LiveStep[] = [];
  for (const message of messages) {
    if (message.type === 'run' && message.runId === overlay.runId)
      next = { ...next, status: message.status, startedAt: message.startedAt, endedAt: message.endedAt };
    if (message.type === 'step' && message.runId === overlay.runId) steps.push(message.step);
  }
  return steps.length === 0 ? next : withSteps(next, steps);
}

function withSteps(overlay: RunOverlay, found: readonly LiveStep[]): RunOverlay {
  const steps = new Map(overlay.steps);
  const touched = new Map<string, Map<string, StepLook>>();
  for (const step of found) {
    const { nodeId, path } = step;
    const look = lookOfLive(step);
    put(steps, nodeId, look);
    if (path === '') continue;
    const byPath = touched.get(nodeId) ?? new Map(overlay.items.get(nodeId)?.byPath);
    touched.set(nodeId, byPath);
    put(byPath, path, look);
  }
  return { ...overlay, steps, items: touched.size === 0 ? overlay.items : counted(overlay.items, touched) };
}

function counted(known: RunOverlay['items'], touched: ReadonlyMap<string, Map<string, StepLook>>) {
  const items = new Map(known);
  for (const [nodeId, byPath] of touched) items.set(nodeId, itemLooks(byPath));
  return items;
}

/** A later step replaces an earlier one; a late message never takes back an end. */
function put(looks: Map<string, StepLook>, key: string, look: StepLook): void {
  const known = looks.get(key);
  if (
    known &&
    (known.seq > look.seq || (known.seq === look.seq && !isOpen(known.status) && isOpen(look.status)))
  )
    return;
  // Live messages do not count items and tell no times: what was read stays until it is read again.
  const kept = known?.seq === look.seq ? known : undefined;
  const stillWaits = kept?.waitingFor === look.waitingFor;
  looks.set(key, {
    ...look,
    loop: look.loop ?? kept?.loop ?? null,
    waitingUntil: look.waitingUntil ?? (stillWaits ? (kept?.waitingUntil ?? null) : null),
  });
}

function lookOfLive(step: LiveStep): StepLook {
  const { seq, status, port, attempt, startedAt, endedAt, waitingFor, sandbox, error } = step;
  const unknown = { waitingUntil: null, loop: null };
  return { seq, status, port, attempt, startedAt, endedAt, waitingFor, sandbox, error, ...unknown };
}

/** The overlay of a run that was read as a whole; the chosen item is left as it is. */
export function overlayOf(detail: RunAnswer): Omit<RunOverlay, 'item'> {
  const steps = new Map<string, StepLook>();
  const inItems = new Map<string, Map<string, StepLook>>();
  for (const step of detail.stepList) {
    const look = lookOfView(step);
    const known = steps.get(step.nodeId);
    if (!known || known.seq <= step.seq) steps.set(step.nodeId, look);
    if (step.path === '') continue;
    const byPath = inItems.get(step.nodeId) ?? new Map<string, StepLook>();
    inItems.set(step.nodeId, byPath.set(step.path, look));
  }
  const { id: runId, status, startedAt, endedAt } = detail;
  return { runId, status, startedAt, endedAt, steps, items: counted(new Map(), inItems), detail };
}

function lookOfView(step: StepAnswer): StepLook {
  const { seq, status, port, attempt, startedAt, endedAt, waitingFor, waitingUntil, loop, error } = step;
  const sandbox = isSandbox(step.meta);
  return {
    seq,
    status,
    port,
    attempt,
    startedAt,
    endedAt,
    waitingFor,
    waitingUntil,
    loop,
    error,
    sandbox,
  };
}

/** The look of a node: inside the loop of the chosen item that item's step, else the newest. */
export function lookAt(
  { steps, items, item }: Pick<RunOverlay, 'steps' | 'items' | 'item'>,
  nodeId: string,
): StepLook | undefined {
  return item?.body.has(nodeId) ? items.get(nodeId)?.byPath.get(item.path) : steps.get(nodeId);
}

/**
 * A step's status as people see it: `in_doubt` where somebody has to say what came of its effect; a loop whose items
 * are under way is running.
 */
export function stateOf({ status, waitingFor }: { status: StepStatus; waitingFor: string | null }) {
  if (status !== 'waiting') return status;
  if (waitingFor === 'in_doubt') return 'in_doubt';
  return waitingFor === 'items' ? 'running' : 'waiting';
}

export function isSandbox(meta: unknown): boolean {
  return typeof meta === 'object' && meta !== null && 'sandbox' in meta && meta.sandbox === true;
}

/** From start to end, or until now; null before it started. */
export function durationOf(step: Pick<StepLook, 'startedAt' | 'endedAt'>, nowMs: number): number | null {
  if (!step.startedAt) return null;
  const end = step.endedAt ? Date.parse(step.endedAt) : nowMs;
  return Math.max(0, end - Date.parse(step.startedAt));
}
