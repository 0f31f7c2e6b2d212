import type { RunMode, RunTrigger } from '@sista/shared/run/run-status';

/** What started a run, as people say it. */
export const triggerWords: Readonly<Record<RunTrigger, string>> = {
  webhook: 'Webhook',
  order: 'Order',
  build: 'Build',
  ticket: 'Ticket',
  lead: 'Lead',
  schedule: 'Schedule',
  event: 'Event',
  manual: 'By hand',
  api: 'API',
  replay: 'Replay',
  task: 'Task',
};

export const modeWords: Readonly<Record<RunMode, string>> = {
  live: 'Live',
  test: 'Test',
  replay: 'Replay',
  fork: 'Fork',
  gate: 'Check before publishing',
};

/** Which document ran: "v7", or "Draft" for a test. */
export function versionWords(run: { version: number | null; mode: RunMode }): string {
  return run.version === null ? 'Draft' : `v${run.version}`;
}

/** The title of a run where it has none of its own. */
export function runTitle(run: { title: string | null; trigger: RunTrigger; flowName: string }): string {
  return run.title ?? `${run.flowName}, ${triggerWords[run.trigger].toLowerCase()}`;
}

const waits: Readonly<Record<string, string>> = {
  retry: 'the next attempt',
  backoff: 'the next attempt',
  delay: 'the time that was set',
  timer: 'the time that was set',
  approval: 'an approval',
  callback: 'an answer from outside',
  budget: 'budget',
  delivery: 'the receiver',
  task: 'the employee',
  ai: 'a free place for the employee',
  model: 'the model',
};

/** "waits for the next attempt" */
export function waitWords(waitingFor: string | null): string {
  if (waitingFor === null) return 'waits';
  return `waits for ${waits[waitingFor] ?? waitingFor.replaceAll(/[_-]/g, ' ')}`;
}
