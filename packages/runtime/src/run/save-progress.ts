import type { RunStatus } from '@sista/shared/run/run-status';
import type { CustomFact, Fact } from '../event/render-event.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import { announceRun, announceSteps } from './announce-run.ts';
import { runCompletedFact, runFailedFact } from './run-facts.ts';
import { runOutput } from './run-output.ts';

export type Move = { status: RunStatus; endedAtMs?: number; parkedAtWakes?: number };

/** Commits what the activation did and announces it. False when another worker owns the run, or it was woken. */
export async function saveProgress(shop: RunShop, active: ActiveRun, move: Move): Promise<boolean> {
  const dirty = active.steps.filter(({ isDirty }) => isDirty);
  const { row } = active;
  const facts = [...dirty.flatMap((step) => step.facts), ...(await endFacts(shop, active, move))];
  const result = await shop.checkpoints.write({
    runId: row.id,
    workspaceId: row.workspaceId,
    flowId: row.flowId,
    epochSeen: active.epochSeen,
    epochAfter: active.epochAfter,
    stepsSeen: active.stepsSeen,
    stepsAfter: active.steps.length,
    status: move.status,
    startedAtMs: row.startedAtMs ?? shop.clock.now(),
    endedAtMs: move.endedAtMs ?? null,
    parkedAtWakes: move.parkedAtWakes ?? null,
    newSteps: dirty.filter(({ isNew }) => isNew),
    changedSteps: dirty.filter(({ isNew }) => !isNew),
    attempts: dirty.flatMap(({ past }) => past),
    timers: dirty.flatMap(({ timer }) => (timer ? [timer] : [])),
    logs: dirty.flatMap(({ logs }) => logs),
    sends: dirty.flatMap(({ sends }) => sends),
    facts,
    problem: move.status === 'failed' ? (failureOf(active)?.error?.code ?? 'failed') : null,
  });
  if (result === 'refused') return false;
  active.epochSeen = active.epochAfter;
  active.stepsSeen = active.steps.length;
  for (const step of dirty) markSaved(step);
  row.status = move.status;
  announceSteps(shop.live, active, dirty);
  announceRun(shop.live, active, move.endedAtMs ?? null);
  return true;
}

function markSaved(step: ActiveStep): void {
  step.isNew = false;
  step.isDirty = false;
  step.timer = undefined;
  step.sends = [];
  step.facts = [];
  step.past = [];
  step.logs = [];
}

/** The failed step that nothing handled, or the stop step that ended the run as failed. */
export function failureOf(active: ActiveRun): ActiveStep | undefined {
  return active.steps.find(
    (step) => (step.status === 'failed' && step.port === null) || step.ends === 'failed',
  );
}

async function endFacts(shop: RunShop, active: ActiveRun, move: Move): Promise<(Fact | CustomFact)[]> {
  if (move.endedAtMs === undefined || active.row.mode === 'test') return [];
  if (move.status === 'failed') {
    const step = failureOf(active);
    const error = step?.error ?? { code: 'failed', message: 'The run failed.' };
    return [
      runFailedFact(
        active,
        { nodeId: step?.nodeId, error, attempt: step?.attempt ?? 1 },
        move.endedAtMs,
        shop.publicUrl,
      ),
    ];
  }
  if (!(await shop.emitter.isWanted(shop.sql, active.row.workspaceId, 'run.completed', shop.clock.now())))
    return [];
  return [
    runCompletedFact(active, runOutput(active.version.plan, active.steps), move.endedAtMs, shop.publicUrl),
  ];
}
