import { z } from 'zod';
import { closeOutputSchema, outputSchemaIssues } from '../../employee/output-schema.ts';
import { isRecord, shortText } from '../../node/config-pieces.ts';
import type { DataShape } from '../../node/data-shape.ts';
import { type ConfigIssue, defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { sampleOf } from '../../node/shape-of.ts';
import { toolName } from '../../tool/tool.schema.ts';

const employeeRef = z
  .string()
  .regex(/^(emp_[0-9a-z]{26}|role:[a-z][a-z0-9-]{0,62})$/, 'Choose an employee, or hire one.');

/** Gives an employee a task and waits for the result, which is checked before the next step sees it. */
export const employeeTask = defineNode({
  type: 'employee-task',
  title: 'Employee task',
  summary: 'An AI employee does a task and hands back a result in the form you declare.',
  category: 'people',
  icon: 'Robot',
  synonyms: ['ai', 'agent', 'llm', 'gpt', 'prompt', 'assistant', 'classify', 'summarise', 'write', 'decide'],
  effect: 'write',
  // Every turn and call of a task is a journal row, so a second start resumes and repeats nothing.
  effectClass: 'keyed',
  timeoutSeconds: 600,
  lane: 'ai',
  needs: ['employee'],
  config: z.object({
    employee: field(employeeRef, {
      label: 'Employee',
      control: 'employee',
      help: 'Who does it. A flow that is imported may name a role instead: role:order-desk.',
    }),
    instructions: field(z.string().min(1, 'Say what to do.').max(20_000, 'At most 20,000 characters.'), {
      label: 'Instructions',
      control: 'prompt',
      help: 'What to do this time. Expressions are shown to the employee as the address of their value.',
      placeholder: 'Check that every line of order {{ trigger.order.number }} is in stock.',
      bindable: true,
      resolve: false,
    }),
    output: field(z.record(z.string(), z.unknown()).optional(), {
      label: 'Result',
      control: 'schema',
      help: 'The fields that the next steps use. Empty: a text.',
    }),
    input: field(z.unknown().optional(), {
      label: 'Data for the task',
      control: 'json',
      help: 'Empty: what started the run, and the outputs of the steps right before.',
      bindable: true,
      section: 'advanced',
    }),
    tools: field(z.array(toolName).max(50).nullable().default(null), {
      label: 'Tools',
      control: 'tools',
      help: "Which of the employee's tools are offered. Empty: all of them.",
      section: 'advanced',
    }),
    limits: field(z.strictObject({ turns: z.int().min(1).max(50).optional() }).default({}), {
      label: 'Limits',
      control: 'json',
      help: 'The most model answers of this task, repairs included. 12 unless set.',
      placeholder: '{ "turns": 12 }',
      section: 'advanced',
    }),
  }),
  initial: { employee: '', instructions: '', tools: null, limits: {} },
  summarise: ({ instructions }) => shortText(instructions) || 'No instructions yet',
  outputShape: ({ output }) => resultShape(output),
  sampleOutput: ({ output }) => sampleOf(resultShape(output)),
  issues: ({ output }) => outputIssues(output),
});

/** The closed form of the declared result; a text while what is declared has issues. */
export function resultShape(output: unknown): DataShape {
  return closeOutputSchema(isRecord(output) && outputSchemaIssues(output).length === 0 ? output : null);
}

function outputIssues(output: unknown): ConfigIssue[] {
  return outputSchemaIssues(output).map(({ path, code, message }) => ({
    path: path === '' ? 'output' : `output.${path}`,
    code,
    message,
  }));
}
