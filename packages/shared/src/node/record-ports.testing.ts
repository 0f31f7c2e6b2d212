import { stagedSendSample } from './staged-send.ts';
import type { StepPorts, TaskMeta } from './step-context.ts';
import type { StepRecord, TestStep } from './step-record.testing.ts';
import { failed, StepFailed } from './step-result.ts';

export const sampleMeta: TaskMeta = {
  taskId: 'task_01h455vb4pex5vsknk084sn02q',
  employee: { id: 'emp_01h455vb4pex5vsknk084sn02q', name: 'Olive', version: 1 },
  model: 'sandbox:sandbox-1',
  sandbox: true,
  usage: { inputTokens: 100, outputTokens: 20 },
  credits: 0,
  turns: 1,
  toolCalls: 0,
  activeMs: 10,
  waitedMs: 0,
  flags: [],
};

/** Ports that write down what they are given. A send without an address works only where it is redirected anyway. */
export function recordPorts(step: TestStep, record: StepRecord): StepPorts {
  const redirected = step.holdBack ?? false;
  return {
    event: {
      send: async (webhook) => {
        if (webhook.url === '' && !redirected)
          throw new StepFailed(failed('no_credential', 'Choose a connection.', { path: 'credential' }));
        record.sent.push(webhook);
        return { ...stagedSendSample, redirected };
      },
      emit: async (type, data) => {
        record.emitted.push({ type, data });
        return { eventId: stagedSendSample.eventId };
      },
    },
    employee: {
      doTask: async (request) => {
        record.tasks.push(request);
        return step.task?.(request) ?? { ok: true, output: { text: 'done' }, meta: sampleMeta };
      },
    },
    data: {
      query: async (question) => {
        record.queries.push(question);
        return step.query?.(question) ?? { columns: ['id'], rows: [{ id: 1 }], truncated: false };
      },
    },
  };
}
