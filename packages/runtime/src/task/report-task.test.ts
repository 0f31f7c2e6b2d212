import { eventCatalogue } from '@sista/shared/event/event-catalogue';
import { newUuid, toId } from '@sista/shared/ids';
import { expect, it } from 'vitest';
import { renderFact } from '../event/render-event.ts';
import { type TaskPlaceFacts, taskFact } from './report-task.ts';
import type { TaskReport } from './task-step.ts';

const runId = newUuid();
const employeeId = newUuid();
const report: TaskReport = {
  taskId: newUuid(),
  step: { workspaceId: newUuid(), flowId: newUuid(), runId, seq: 2, nodeId: 'check' },
  employee: { id: employeeId, name: 'Olive', role: 'order-desk', version: 3 },
  team: { id: newUuid(), name: 'Demo shop' },
  instructions: 'x'.repeat(900),
  toolCalls: [{ tool: 'check_stock', effect: 'read', status: 'done', target: 'demo-shop: stock' }],
  meta: {
    taskId: toId('task', newUuid()),
    employee: { id: toId('employee', employeeId), name: 'Olive', version: 3 },
    model: 'sandbox:sandbox-1',
    sandbox: true,
    usage: { inputTokens: 10, outputTokens: 2 },
    credits: 0,
    turns: 2,
    toolCalls: 1,
    activeMs: 12,
    waitedMs: 0,
    flags: [],
  },
  startedAtMs: 1_795_428_000_000,
  finishedAtMs: 1_795_428_001_000,
  result: { ok: true, output: { decision: 'approve' } },
};
const { flow, run, cause } = eventCatalogue['task.completed'].example;
const place: TaskPlaceFacts = {
  flow,
  run,
  cause,
  nodeName: 'Check the order',
  publicUrl: 'https://flows.example',
};

it('makes facts that fit the schemas of task.completed and task.failed', () => {
  const completed = JSON.parse(renderFact(taskFact(report, place), 'https://flows.example'));
  expect(completed).toMatchObject({
    summary: 'Olive finished "Check the order" in Orders over 100.',
    sandbox: true,
    output: { decision: 'approve' },
    employee: { role: 'order-desk', version: 3 },
    toolCalls: [{ tool: 'check_stock', status: 'done' }],
  });
  expect(completed.instructions).toHaveLength(500);
  const failed = {
    ...report,
    result: { ok: false as const, code: 'turn_limit', message: 'Too many turns.' },
  };
  expect(JSON.parse(renderFact(taskFact(failed, place), 'https://flows.example'))).toMatchObject({
    error: { code: 'turn_limit', nodeId: 'check' },
    resume: { method: 'POST', url: `https://flows.example/api/v1/runs/${toId('run', runId)}/retry` },
  });
});
