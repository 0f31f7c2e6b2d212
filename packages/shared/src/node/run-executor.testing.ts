import { isRecord } from './config-pieces.ts';
import type { AnyExecutor } from './define-executor.ts';
import { evaluation, openContext } from './record-context.testing.ts';
import { recordPorts } from './record-ports.testing.ts';
import { resolveConfig } from './resolve-config.ts';
import { HeldBack, type StepRecord, type TestStep } from './step-record.testing.ts';
import { done, failed, StepFailed } from './step-result.ts';

/**
 * Runs an executor as a step does: resolve, check, call. Requests really leave, to loopback; effects are recorded
 * and done; the ports record and answer. A `StepFailed` that is thrown becomes the result; any other error is a bug
 * and is thrown on.
 */
export async function runExecutor(executor: AnyExecutor, step: TestStep = {}): Promise<StepRecord> {
  const { definition } = executor;
  const record: StepRecord = {
    result: failed('not_run', 'The executor has not answered.'),
    effects: [],
    requests: [],
    sent: [],
    emitted: [],
    tasks: [],
    queries: [],
    logs: [],
  };
  const stored = isRecord(step.config) ? step.config : definition.initial;
  const resolved = await resolveConfig(definition, stored, step.scope ?? {}, evaluation);
  if (!resolved.ok) {
    record.result = failed(resolved.code, resolved.message, { path: resolved.path });
    return record;
  }
  const input = {
    trigger: step.scope?.trigger ?? { kind: 'manual', body: {} },
    previous: step.previous ?? {},
  };
  try {
    const call = {
      config: resolved.config,
      input,
      context: openContext(step, record),
      ports: recordPorts(step, record),
    };
    record.result = await executor.run(call);
  } catch (error) {
    if (error instanceof HeldBack) record.result = done('out', definition.sampleOutput(step.config ?? {}));
    else if (error instanceof StepFailed) record.result = error.failure;
    else throw error;
  }
  return record;
}
