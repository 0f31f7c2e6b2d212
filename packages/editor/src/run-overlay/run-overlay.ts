import { type FlowDocument, portOf } from '@sista/shared/flow/flow.schema';
import type { LiveMessage, LiveStep } from '@sista/shared/live-message';
import type { RunStatus, StepStatus } from '@sista/shared/run/run-status';
import { createStore, type StoreApi } from 'zustand';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';

/** What a card shows of its step in a run. Of several steps of one node (attempts, loop items) the newest counts. */
export type StepLook = {
  seq: number;
  status: StepStatus;
  port: string | null;
  attempt: number;
  startedAt: string | null;
  endedAt: string | null;
  waitingFor: string | null;
  sandbox: boolean;
  error: { code: string; message: string } | null;
};

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
    detail: undefined,
  }));
}

/** Applies live messages of the run, in their order. */
export function applyMessages(overlay: RunOverlay, messages: readonly LiveMessage[]): RunOverlay {
  let next = overlay;
  for (const message of messages) {
    if (message.type === 'run' && message.runId === overlay.runId)
      next = { ...next, status: message.status, startedAt: message.startedAt, endedAt: message.endedAt };
    if (message.type === 'step' && message.runId === overlay.runId)
      next = withStep(next, lookOfLive(message.step), message.step.nodeId);
  }
  return next;
}

function withStep(overlay: RunOverlay, look: StepLook, nodeId: string): RunOverlay {
  const known = overlay.steps.get(nodeId);
  if (
    known &&
    (known.seq > look.seq || (known.seq === look.seq && isFinal(known.status) && !isFinal(look.status)))
  )
    return overlay;
  return { ...overlay, steps: new Map(overlay.steps).set(nodeId, look) };
}

const isFinal = (status: StepStatus) => status !== 'running' && status !== 'waiting';

function lookOfLive(step: LiveStep): StepLook {
  const { seq, status, port, attempt, startedAt, endedAt, waitingFor, sandbox, error } = step;
  return { seq, status, port, attempt, startedAt, endedAt, waitingFor, sandbox, error };
}

/** The overlay of a run that was read as a whole. */
export function overlayOf(detail: RunAnswer): RunOverlay {
  const steps = new Map<string, StepLook>();
  for (const step of detail.stepList) {
    const known = steps.get(step.nodeId);
    if (!known || known.seq <= step.seq) steps.set(step.nodeId, lookOfView(step));
  }
  const { id: runId, status, startedAt, endedAt } = detail;
  return { runId, status, startedAt, endedAt, steps, detail };
}

function lookOfView(step: StepAnswer): StepLook {
  const { seq, status, port, attempt, startedAt, endedAt, waitingFor, error } = step;
  return { seq, status, port, attempt, startedAt, endedAt, waitingFor, error, sandbox: isSandbox(step.meta) };
}

export function isSandbox(meta: unknown): boolean {
  return typeof meta === 'object' && meta !== null && 'sandbox' in meta && meta.sandbox === true;
}

export type EdgeLook = 'taken' | 'active' | undefined;

/** Whether the run went along an edge: its source left by that port; active while the target still works. */
export function edgeLookOf(document: FlowDocument, steps: RunOverlay['steps'], edgeId: string): EdgeLook {
  const edge = document.edges.find((candidate) => candidate.id === edgeId);
  const source = edge && steps.get(edge.source);
  if (!edge || !source || source.endedAt === null) return undefined;
  const port = source.port ?? (source.status === 'failed' ? 'error' : 'out');
  if (port !== portOf(edge)) return undefined;
  const target = steps.get(edge.target);
  if (!target || target.status === 'skipped') return target ? undefined : 'taken';
  return target.status === 'running' || target.status === 'waiting' ? 'active' : 'taken';
}

/** From start to end, or until now; null before it started. */
export function durationOf(step: Pick<StepLook, 'startedAt' | 'endedAt'>, nowMs: number): number | null {
  if (!step.startedAt) return null;
  const end = step.endedAt ? Date.parse(step.endedAt) : nowMs;
  return Math.max(0, end - Date.parse(step.startedAt));
}
