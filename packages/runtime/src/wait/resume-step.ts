import { done, failed, type StepResult } from '@sista/shared/node/step-result';
import type { ActiveStep } from '../run/activation.types.ts';
import { answerKey, type Waits } from './load-waits.ts';

/**
 * Takes a waiting step up again where what it waited for has come: its code is called again (`goes_on`), or what a
 * person decided is its result. `waits`: nothing has come.
 */
export function resumeStep(step: ActiveStep, waits: Waits, now: number): 'waits' | 'goes_on' | StepResult {
  const { wait } = step;
  if (wait === 'items') return 'waits';
  if (wait === 'in_doubt') return decide(step, waits);
  const expired = !waits.timers.has(step.seq);
  const answer = wait === 'callback' ? waits.answers.get(answerKey(step)) : undefined;
  const delivery = wait === 'delivery' ? waits.deliveries.get(step.seq) : undefined;
  if (!expired && !answer && !delivery) return 'waits';
  if (wait === 'retry') step.attempt += 1;
  else if (answer) step.resumed = { kind: 'callback', answer };
  else if (delivery) step.resumed = { kind: 'delivery', ...delivery };
  else step.resumed = { kind: wait === 'until' ? 'timer' : 'expired' };
  goOn(step, now);
  return 'goes_on';
}

function goOn(step: ActiveStep, now: number): void {
  step.status = 'running';
  step.wait = null;
  step.error = null;
  step.endedAtMs = null;
  step.timer = undefined;
  step.attemptStartedAtMs = now;
}

function decide(step: ActiveStep, waits: Waits): 'waits' | 'goes_on' | StepResult {
  const made = waits.decisions.get(step.seq);
  if (!made) return 'waits';
  const doubt = step.error;
  waits.decisions.delete(step.seq);
  goOn(step, step.startedAtMs);
  switch (made.decision) {
    case 'done':
      step.effect = 'done';
      return done('out', made.output ?? null);
    case 'skip':
      step.effect = 'failed';
      return done('out', made.output ?? null);
    case 'repeat': {
      const { decision: _, ...meta } = step.meta as Record<string, unknown>;
      step.meta = meta;
      return 'goes_on';
    }
    case 'stop':
      step.effect = 'failed';
      return failed('effect_unknown', doubt?.message ?? 'Its answer was lost, and a person stopped the run.');
  }
}
