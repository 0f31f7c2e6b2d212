import { outputSchemaIssues } from '../../employee/output-schema.ts';
import { defineExecutor } from '../../node/define-executor.ts';
import { done, failed } from '../../node/step-result.ts';
import { employeeTask, resultShape } from './employee-task.definition.ts';
import { defaultTaskInput } from './task-input.ts';

const usualTurns = 12;

/** Which field a person changes when a task ends with one of these codes. */
const pathOfCode: Readonly<Record<string, string>> = {
  turn_limit: 'limits',
  output_invalid: 'output',
};

export const executeEmployeeTask = defineExecutor(employeeTask, async ({ config, input, ports }) => {
  const [issue] = outputSchemaIssues(config.output);
  if (issue)
    return failed(issue.code, issue.message, { path: issue.path ? `output.${issue.path}` : 'output' });
  const answer = await ports.employee.doTask({
    employee: config.employee,
    instructions: config.instructions,
    input: config.input ?? defaultTaskInput(input),
    output: config.output ? resultShape(config.output) : null,
    tools: config.tools,
    maxTurns: config.limits.turns ?? usualTurns,
  });
  if (answer.ok) return done('out', answer.output, answer.meta);
  const { code, message, retry, retryAfterMs, meta } = answer;
  const path = pathOfCode[code];
  return failed(code, message, {
    retry,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(path === undefined ? {} : { path }),
    ...(meta === null ? {} : { details: { meta } }),
  });
});
