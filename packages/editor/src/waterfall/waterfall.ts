import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { graphOf } from '@sista/shared/flow/flow-graph';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { attemptsOf } from '../run/step-attempts.ts';

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

/** When the run began and how long the picture is; `now` (ms since the epoch) ends a run that goes on. */
export function frameOf(run: RunAnswer, now: number): { start: number; span: number } {
  const start = Date.parse(run.createdAt);
  const { last } = endsOf(run);
  return { start, span: Math.max(1, (run.endedAt ? Date.parse(run.endedAt) : now) - start, last - start) };
}

type Ends = { at: ReadonlyMap<string, number>; last: number };
// A run is read whole and never changed; its ends are looked up for every row and at every tick of the clock.
const knownEnds = new WeakMap<readonly StepAnswer[], Ends>();
const placeKey = (nodeId: string, path: string) => `${nodeId} ${path}`;

function endsOf({ stepList }: RunAnswer): Ends {
  const known = knownEnds.get(stepList);
  if (known) return known;
  const at = new Map<string, number>();
  let last = 0;
  for (const { nodeId, path, endedAt } of stepList) {
    if (endedAt === null) continue;
    const end = Date.parse(endedAt);
    at.set(placeKey(nodeId, path), end);
    last = Math.max(last, end);
  }
  const ends = { at, last };
  knownEnds.set(stepList, ends);
  return ends;
}

/**
 * When a step was in the queue, ran and waited, in ms since the start of the run. It is ready when the last of those
 * that lead into it has ended; the time until its own start is its queue. The first step of an item has none: when
 * its loop reached the item is not recorded.
 */
export function barOf(run: RunAnswer, document: FlowDocument, step: StepAnswer, now: number): Segment[] {
  const start = Date.parse(run.createdAt);
  const { at } = endsOf(run);
  const before = (graphOf(document).into.get(step.nodeId) ?? []).flatMap(
    ({ source }) => at.get(placeKey(source, step.path)) ?? [],
  );
  const alone = step.path === '' ? start : Number.POSITIVE_INFINITY;
  const ready = before.length > 0 ? Math.max(...before) : alone;
  return segmentsOf(step, ready, now).map((piece) => shifted(piece, start));
}

/** The bars of all steps of a run. */
export function waterfallOf(run: RunAnswer, document: FlowDocument, now: number): Waterfall {
  const rows = run.stepList.map((step) => ({ step, segments: barOf(run, document, step, now) }));
  return { ...frameOf(run, now), rows };
}

const shifted = (piece: Segment, start: number): Segment => ({
  ...piece,
  from: Math.max(0, piece.from - start),
  to: Math.max(0, piece.to - start),
});

// Steps that do nothing but wait are drawn as waiting also when they are over.
const waitingTypes = new Set(['delay', 'wait-for-callback']);

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
    const kind = waitingTypes.has(step.nodeType) ? 'wait' : 'run';
    segments.push({ kind, from: attempt.startedAt, to: at, failed: attempt.error !== null });
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
