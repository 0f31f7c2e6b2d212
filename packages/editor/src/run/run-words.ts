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
