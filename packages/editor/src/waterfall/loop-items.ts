import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { bodiesOf } from '@sista/shared/flow/loop-body';
import type { StepStatus } from '@sista/shared/run/run-status';
import type { StepAnswer } from '../api/shapes.ts';

/** One item of a loop with the steps that ran for it; times in ms since the epoch. */
export type LoopItem = {
  /** As steps have it: '3'. */
  path: string;
  /** From 0; people read `index + 1`. */
  index: number;
  status: StepStatus | 'in_doubt';
  steps: StepAnswer[];
  startedAt: number | null;
  /** Null while it goes on. */
  endedAt: number | null;
  error: { code: string; message: string } | null;
};

/** A row of the run: a step, and the items under it where it is a loop. */
export type RunRow = { step: StepAnswer; items: LoopItem[] | undefined };

/**
 * The steps of a run with those of loops under their loop, in the order of the items. A document that cannot be read
 * names no loops; a step of an item then belongs to the loop that began last.
 */
export function rowsOf(stepList: readonly StepAnswer[], document: FlowDocument): RunRow[] {
  const loopOf = new Map<string, string>();
  for (const [loopId, body] of bodiesOf(document)) for (const nodeId of body) loopOf.set(nodeId, loopId);
  const rows: RunRow[] = [];
  const steps = new Map<string, Map<string, StepAnswer[]>>();
  let lastLoop: string | undefined;
  for (const step of stepList) {
    if (step.path === '') {
      rows.push({ step, items: undefined });
      if (step.loop) lastLoop = step.nodeId;
      continue;
    }
    const loopId = loopOf.get(step.nodeId) ?? lastLoop;
    if (loopId === undefined) rows.push({ step, items: undefined });
    else ofItem(steps, loopId, step.path).push(step);
  }
  return rows.map((row) => {
    const items = steps.get(row.step.nodeId);
    return items && row.step.path === '' ? { ...row, items: itemsOf(row.step, items) } : row;
  });
}

function ofItem(steps: Map<string, Map<string, StepAnswer[]>>, loopId: string, path: string): StepAnswer[] {
  const items = steps.get(loopId) ?? new Map<string, StepAnswer[]>();
  steps.set(loopId, items);
  const own = items.get(path) ?? [];
  items.set(path, own);
  return own;
}

function itemsOf(loop: StepAnswer, byPath: ReadonlyMap<string, StepAnswer[]>): LoopItem[] {
  const failed = failuresOf(loop.output);
  return [...byPath]
    .map(([path, steps]) => itemOf(path, steps, failed.get(Number(path))))
    .sort((left, right) => left.index - right.index);
}

/** What a finished loop says of items that failed; their result can be what failed, and no step. */
function failuresOf(output: unknown): Map<number, LoopItem['error']> {
  const listed = (output as { failed?: unknown } | null | undefined)?.failed;
  if (!Array.isArray(listed)) return new Map();
  return new Map(
    listed.map(({ index, error }: { index: number; error: LoopItem['error'] }) => [index, error]),
  );
}

function itemOf(path: string, steps: StepAnswer[], failure: LoopItem['error'] | undefined): LoopItem {
  const status = statusOf(steps, failure !== undefined);
  const ends = steps.map(({ endedAt }) => (endedAt === null ? null : Date.parse(endedAt)));
  const starts = steps.flatMap(({ startedAt }) => (startedAt === null ? [] : [Date.parse(startedAt)]));
  const isOver = status !== 'running' && status !== 'waiting' && status !== 'in_doubt';
  return {
    path,
    index: Number(path),
    status,
    steps,
    startedAt: starts.length > 0 ? Math.min(...starts) : null,
    endedAt: isOver ? Math.max(...ends.map((end) => end ?? 0)) : null,
    error: failure ?? steps.find(stopsItem)?.error ?? null,
  };
}

const stopsItem = ({ status, port }: StepAnswer) => status === 'failed' && port === null;

function statusOf(steps: readonly StepAnswer[], failed: boolean): LoopItem['status'] {
  if (failed || steps.some(stopsItem)) return 'failed';
  if (steps.some(({ status, waitingFor }) => status === 'waiting' && waitingFor === 'in_doubt'))
    return 'in_doubt';
  for (const status of ['running', 'waiting', 'cancelled'] as const)
    if (steps.some((step) => step.status === status)) return status;
  return 'succeeded';
}

/** The step of an item that tells most: what failed or is going on, else the last. */
export function tellingStep({ steps }: LoopItem): StepAnswer | undefined {
  return steps.find(stopsItem) ?? steps.find(({ endedAt }) => endedAt === null) ?? steps.at(-1);
}

/** What the item itself is, in a few characters, from the recorded list of the loop. */
export function itemWords(loop: StepAnswer, index: number): string | undefined {
  const items = (loop.input as { items?: unknown } | null | undefined)?.items;
  const item: unknown = Array.isArray(items) ? items[index] : undefined;
  if (item === undefined || item === null) return undefined;
  const told = typeof item === 'object' ? tellingValue(item) : item;
  if (told === undefined) return undefined;
  const text = String(told);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const tellingNames = ['title', 'name', 'sku', 'email', 'id', 'key', 'number'];

function tellingValue(item: object): unknown {
  const members = item as Record<string, unknown>;
  const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';
  const known = tellingNames.find((name) => isPlain(members[name]));
  return known === undefined ? Object.values(members).find(isPlain) : members[known];
}
