import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { graphOf } from '@sista/shared/flow/flow-graph';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { attemptsOf } from './step-attempts.ts';

/** A piece of a bar, from and to in ms since the start of the picture. */
export type Segment = {
  kind: 'queue' | 'run' | 'wait';
  from: number;
  to: number;
  /** Of a piece that ran: it ended with an error. */
  failed: boolean;
};
export type WaterfallRow = { step: StepAnswer; segments: Segment[] };
export type Waterfall = {
  /** Ms since the epoch: when the run was asked for. */
  start: number;
  /** Length of the picture, ms, at least 1. */
  span: number;
  rows: WaterfallRow[];
};

/**
 * When each step was in the queue, ran and waited. `now` (ms since the epoch) ends what still goes on. A step is
 * ready when the last of those that lead into it has ended; the time until its own start is its queue.
 */
export function waterfallOf(run: RunAnswer, document: FlowDocument, now: number): Waterfall {
  const start = Date.parse(run.createdAt);
  const endedAt = new Map<string, number>();
  for (const step of run.stepList) if (step.endedAt) endedAt.set(step.nodeId, Date.parse(step.endedAt));
  const into = graphOf(document).into;
  const rows = run.stepList.map((step) => {
    const before = (into.get(step.nodeId) ?? []).flatMap((edge) => endedAt.get(edge.source) ?? []);
    const ready = before.length > 0 ? Math.max(...before) : start;
    return { step, segments: segmentsOf(step, ready, now).map((piece) => shifted(piece, start)) };
  });
  const last = Math.max(
    run.endedAt ? Date.parse(run.endedAt) - start : now - start,
    ...rows.flatMap(({ segments }) => segments.map(({ to }) => to)),
  );
  return { start, span: Math.max(1, last), rows };
}

const shifted = (piece: Segment, start: number): Segment => ({
  ...piece,
  from: Math.max(0, piece.from - start),
  to: Math.max(0, piece.to - start),
});

function segmentsOf(step: StepAnswer, ready: number, now: number): Segment[] {
  if (!step.startedAt) return [];
  const started = Date.parse(step.startedAt);
  const segments: Segment[] = [];
  if (ready < started) segments.push({ kind: 'queue', from: ready, to: started, failed: false });
  let at = started;
  for (const attempt of attemptsOf(step)) {
    if (attempt.startedAt > at)
      segments.push({ kind: 'wait', from: at, to: attempt.startedAt, failed: false });
    at = attempt.endedAt ?? Math.max(now, attempt.startedAt);
    segments.push({ kind: 'run', from: attempt.startedAt, to: at, failed: attempt.error !== null });
  }
  const until = step.endedAt ? Date.parse(step.endedAt) : step.status === 'waiting' ? now : at;
  if (until > at) segments.push({ kind: 'wait', from: at, to: until, failed: false });
  return segments;
}

/** Ms in each kind: what the figures beside a bar say. */
export function totalsOf(segments: readonly Segment[]): Record<Segment['kind'], number> {
  const totals = { queue: 0, run: 0, wait: 0 };
  for (const { kind, from, to } of segments) totals[kind] += to - from;
  return totals;
}

const roundSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000];
const longSteps = [
  60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
];

/** Round places on an axis of `span` ms, the first at 0, at most six. */
export function ticksOf(span: number): number[] {
  const step = [...roundSteps, ...longSteps].find((size) => span / size <= 5) ?? Math.ceil(span / 5);
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, place) => place * step);
}
