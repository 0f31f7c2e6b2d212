import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import {
  approvalPart,
  callPart,
  effectPart,
  employeePart,
  exampleParts,
  faultPart,
  moment,
  ofRun,
  teamPart,
  toolCallPart,
  usagePart,
} from '../event/fragments.ts';
import { idOutput } from '../ids.ts';

const ofTask = {
  ...ofRun,
  taskId: idOutput('task'),
  parentTaskId: idOutput('task').optional(),
  nodeId: z.string(),
  nodeName: z.string(),
  employee: employeePart,
  team: teamPart.optional(),
  /** The first 500 characters. */
  instructions: z.string().max(500),
  model: z.string(),
  usage: usagePart,
  credits: z.number(),
  turns: z.int(),
  toolCalls: z.array(toolCallPart),
  flags: z.array(z.string()),
  approvals: z.array(approvalPart),
  startedAt: moment,
  finishedAt: moment,
  activeMs: z.int(),
  waitedMs: z.int(),
};

const example = {
  ...exampleParts.ofRun,
  taskId: 'task_01h455vb4pex5vsknk084sn02q',
  nodeId: 'review',
  nodeName: 'Review order',
  employee: exampleParts.employee,
  team: exampleParts.team,
  instructions: 'Confirm stock and decide whether the order can be shipped.',
  model: 'sandbox',
  usage: { inputTokens: 812, outputTokens: 96 },
  credits: 1.204,
  turns: 2,
  toolCalls: [{ tool: 'sql_query', effect: 'read', status: 'done', target: 'stock' }],
  flags: [],
  approvals: [],
  startedAt: '2026-11-23T09:00:00.100Z',
  finishedAt: '2026-11-23T09:00:03.400Z',
  activeMs: 3_300,
  waitedMs: 0,
};

export const taskCompleted = defineEvent({
  type: 'task.completed',
  title: 'Task completed',
  when: 'An employee finished a task.',
  fields: { ...ofTask, output: z.unknown() },
  example: { ...example, output: { decision: 'approve' } },
  summarise: ({ employee, nodeName, flow }) => `${employee.name} finished "${nodeName}" in ${flow.name}.`,
  large: ['output'],
});

export const taskFailed = defineEvent({
  type: 'task.failed',
  title: 'Task failed',
  when: 'An employee could not finish a task, and its retries are used up.',
  fields: { ...ofTask, error: faultPart, effectsDone: z.array(effectPart), resume: callPart },
  example: { ...example, error: exampleParts.fault, effectsDone: [], resume: exampleParts.retry },
  summarise: ({ employee, nodeName, error }) =>
    `${employee.name} could not finish "${nodeName}": ${error.message}`,
});
