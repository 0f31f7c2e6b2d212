import { writeCheckpoint } from '../checkpoint/write-checkpoint.ts';
import { noteLateAnswers } from '../wait/late-answer.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import { markSaved } from './active-step.ts';
import { announceRun, announceSteps } from './announce-run.ts';
import { endFacts } from './end-facts.ts';
import { failureOf, type Move } from './run-move.ts';

/** Commits what the activation did and announces it. False when another worker owns the run, or it was woken. */
export async function saveProgress(shop: RunShop, active: ActiveRun, move: Move): Promise<boolean> {
  const dirty = [...active.dirty].sort((a, b) => a.seq - b.seq);
  const { row } = active;
  const facts = [...dirty.flatMap((step) => step.facts), ...(await endFacts(shop, active, move))];
  const result = await writeCheckpoint(shop, active, {
    runId: row.id,
    workspaceId: row.workspaceId,
    flowId: row.flowId,
    lane: active.lane,
    requeue: move.requeue ?? null,
    epochSeen: active.epochSeen,
    rowSeen: active.epochSeen === active.epochAfter ? null : row.rowVersion,
    epochAfter: active.epochAfter,
    stepsSeen: active.stepsSeen,
    stepsAfter: active.steps.length,
    bytes: row.bytes,
    status: move.status,
    startedAtMs: row.startedAtMs ?? shop.clock.now(),
    endedAtMs: move.endedAtMs ?? null,
    parkedAtWakes: move.parkedAtWakes ?? null,
    newSteps: dirty.filter(({ isNew }) => isNew),
    changedSteps: dirty.filter(({ isNew }) => !isNew),
    attempts: dirty.flatMap(({ past }) => past),
    timers: [
      ...dirty.flatMap(({ timer }) => (timer ? [timer] : [])),
      ...(move.status === 'waiting' ? deadlineOf(active) : []),
    ],
    logs: dirty.flatMap(({ logs }) => logs),
    sends: dirty.flatMap(({ sends }) => sends),
    facts,
    problem: move.status === 'failed' ? (failureOf(active, move)?.error.code ?? 'failed') : doubtOf(dirty),
  });
  if (result === 'refused') {
    await noteLateAnswers(shop, active);
    return false;
  }
  active.epochSeen = active.epochAfter;
  active.stepsSeen = active.steps.length;
  markSaved(active, dirty);
  row.status = move.status;
  announceSteps(shop.live, active, dirty);
  announceRun(shop.live, active, move.endedAtMs ?? null);
  return true;
}

/** A run that waits is woken when its time is over. */
function deadlineOf({ row, version }: ActiveRun) {
  const { maxRunSeconds } = version.plan.document.settings ?? {};
  if (maxRunSeconds === undefined || row.startedAtMs === null) return [];
  const dueAtMs = row.startedAtMs + maxRunSeconds * 1_000;
  return [{ seq: 0, kind: 'deadline' as const, dueAtMs }];
}

/** A question to a person is found where people look for what went wrong. */
const doubtOf = (dirty: readonly ActiveStep[]) =>
  dirty.some(({ wait }) => wait === 'in_doubt') ? 'effect_unknown' : null;
