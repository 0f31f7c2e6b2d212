import { defineExecutor } from '../../node/define-executor.ts';
import { bodyIssue, jsonText } from '../../node/json-body.ts';
import { done, failed } from '../../node/step-result.ts';
import { emitEvent } from './emit-event.definition.ts';

export const executeEmitEvent = defineExecutor(emitEvent, async ({ config, ports }) => {
  const text = jsonText(config.data);
  const issue = bodyIssue(text);
  if (issue) return failed(issue.code, issue.message, { path: 'data' });
  // As JSON has it: members without a value are left out, moments are texts.
  const { eventId } = await ports.event.emit(config.type, JSON.parse(text));
  return done('out', { eventId });
});
