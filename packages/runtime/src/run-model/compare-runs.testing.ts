import { matches } from './matches.testing.ts';
import { keyOf, type ModelRun, type ModelStep } from './model-run.testing.ts';

/** A stored step of a run that is over. */
export type FoundStep = {
  nodeId: string;
  path: string;
  status: string;
  port: string | null;
  output: unknown;
  code: string | null;
  attempt: number;
};
export type FoundRun = { status: string; output: unknown; steps: readonly FoundStep[] };

/** What of a run is not as the model has it, one sentence each. */
export function differences(
  model: ModelRun,
  found: FoundRun,
  { crashed = false }: { crashed?: boolean } = {},
): string[] {
  const byKey = new Map(found.steps.map((step) => [keyOf(step), step]));
  const said = found.steps.flatMap((step) => {
    const expected = model.steps.get(keyOf(step));
    return expected ? ofStep(expected, step, crashed) : [`${keyOf(step)} ran and must not`];
  });
  const missing = [...model.steps.values()].filter((step) => step.isCertain && !byKey.has(keyOf(step)));
  const twice = found.steps.length - byKey.size;
  const ended = [...model.enders].filter((key) => byKey.get(key)?.status.match(/succeeded|failed/));
  const isEarly = model.enders.length > 0 && !model.ends.has('succeeded');
  return [
    ...said,
    ...missing.map((step) => `${keyOf(step)} did not run`),
    ...(twice > 0 ? [`${twice} steps have a second row`] : []),
    ...([...model.ends].includes(found.status as 'failed')
      ? []
      : [`the run ${found.status}, not ${[...model.ends].join(' or ')}`]),
    ...(isEarly && ended.length === 0 ? ['nothing that ends the run came to its end'] : []),
    ...(found.status === 'failed' && ended.length === 0 ? ['it failed without a step that says so'] : []),
    ...(found.status === 'succeeded' && !matches(model.output, found.output)
      ? [`output ${JSON.stringify(found.output)}, not ${JSON.stringify(model.output)}`]
      : []),
  ];
}

function ofStep(expected: ModelStep, found: FoundStep, crashed: boolean): string[] {
  const key = keyOf(found);
  if (found.status === 'cancelled') return expected.isCertain ? [`${key} was given up`] : [];
  const said: string[] = [];
  const compare = (what: string, wanted: unknown, given: unknown) => {
    if (!matches(wanted, given))
      said.push(`${key} has ${what} ${JSON.stringify(given)}, not ${JSON.stringify(wanted)}`);
  };
  compare('status', expected.status, found.status);
  compare('port', expected.port, found.port);
  compare('output', expected.output, found.output);
  compare('code', expected.code, found.code);
  // After a crash an answer that was lost costs the receiver's patience, and a person's word ends the attempts.
  if (crashed ? found.attempt > expected.attempts : found.attempt !== expected.attempts)
    compare('attempt', expected.attempts, found.attempt);
  return said;
}
