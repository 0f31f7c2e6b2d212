import { describe, expect, it } from 'vitest';
import { sampleMeta } from '../../node/record-ports.testing.ts';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { employeeTask } from './employee-task.definition.ts';
import { executeEmployeeTask } from './employee-task.executor.ts';

const config = { employee: 'role:order-desk', instructions: 'Check {{ trigger.order.number }}.' };
const decision = { type: 'object', properties: { decision: { enum: ['approve', 'hold'] } } } as const;

describe('employee-task', () => {
  it('gives the instructions as written, and the result with what it took', async () => {
    const { result, tasks } = await runExecutor(executeEmployeeTask, {
      config: { ...config, output: decision },
      task: () => ({ ok: true, output: { decision: 'hold' }, meta: sampleMeta }),
    });
    expect(tasks).toMatchObject([
      { instructions: 'Check {{ trigger.order.number }}.', tools: null, maxTurns: 12 },
    ]);
    expect(result).toEqual({ kind: 'done', port: 'out', output: { decision: 'hold' }, meta: sampleMeta });
  });

  it('asks for the declared result in its closed form', async () => {
    const { tasks } = await runExecutor(executeEmployeeTask, { config: { ...config, output: decision } });
    expect(tasks[0]?.output).toEqual({ ...decision, required: ['decision'], additionalProperties: false });
  });

  it('hands over the order without its raw body, and the outputs right before', async () => {
    const trigger = {
      kind: 'order',
      receivedAt: 'now',
      body: { huge: true },
      order: { id: '1042', raw: { huge: true } },
    };
    const { tasks } = await runExecutor(executeEmployeeTask, {
      config,
      scope: { trigger },
      previous: { order: trigger, check: { exception: false } },
    });
    expect(tasks[0]?.input).toEqual({
      trigger: { kind: 'order', order: { id: '1042' } },
      steps: { check: { output: { exception: false } } },
    });
  });

  it('hands over the body of a plain webhook, and what is set instead of both', async () => {
    const scope = { trigger: { kind: 'webhook', receivedAt: 'now', body: { id: 1 } } };
    const usual = await runExecutor(executeEmployeeTask, { config, scope });
    expect(usual.tasks[0]?.input).toEqual({ trigger: { kind: 'webhook', body: { id: 1 } } });
    const own = await runExecutor(executeEmployeeTask, {
      config: { ...config, input: { id: '{{ trigger.body.id }}' } },
      scope,
    });
    expect(own.tasks[0]?.input).toEqual({ id: 1 });
  });

  it('passes on the chosen tools and the most turns', async () => {
    const { tasks } = await runExecutor(executeEmployeeTask, {
      config: { ...config, tools: ['check_stock'], limits: { turns: 4 } },
    });
    expect(tasks).toMatchObject([{ tools: ['check_stock'], maxTurns: 4 }]);
  });

  it('fails with the code, sentence and retry of the task, and names the field', async () => {
    const message = 'The result did not fit after two repairs.';
    const { result } = await runExecutor(executeEmployeeTask, {
      config,
      task: () => ({ ok: false, code: 'output_invalid', message, retry: false, meta: sampleMeta }),
    });
    expect(result).toEqual({
      kind: 'failed',
      code: 'output_invalid',
      message,
      retry: false,
      path: 'output',
      details: { meta: sampleMeta },
    });
  });

  it('passes on when a provider wants to be asked again', async () => {
    const { result } = await runExecutor(executeEmployeeTask, {
      config,
      task: () => ({
        ok: false,
        code: 'provider_busy',
        message: 'Busy.',
        retry: true,
        retryAfterMs: 9_000,
        meta: null,
      }),
    });
    expect(result).toEqual({
      kind: 'failed',
      code: 'provider_busy',
      message: 'Busy.',
      retry: true,
      retryAfterMs: 9_000,
    });
  });

  it.each(['', 'emp_1', 'Olive', 'role:'])('refuses the employee %j', async (employee) => {
    const { result, tasks } = await runExecutor(executeEmployeeTask, { config: { ...config, employee } });
    expect(result).toMatchObject({ kind: 'failed', path: 'employee' });
    expect(tasks).toEqual([]);
  });

  it('says where a declared result is outside of what models understand', async () => {
    const output = { type: 'object', properties: { code: { type: 'string', pattern: '^A' } } };
    expect(employeeTask.issues({ output })).toMatchObject([{ path: 'output.properties.code.pattern' }]);
    const { result, tasks } = await runExecutor(executeEmployeeTask, { config: { ...config, output } });
    expect(result).toMatchObject({ kind: 'failed', path: 'output.properties.code.pattern' });
    expect(tasks).toEqual([]);
  });

  it('declares a text where no result is declared, and a fitting sample of what is', () => {
    expect(employeeTask.outputShape({})).toMatchObject({ properties: { text: { type: 'string' } } });
    expect(employeeTask.sampleOutput({ output: decision })).toEqual({ decision: 'approve' });
  });
});
