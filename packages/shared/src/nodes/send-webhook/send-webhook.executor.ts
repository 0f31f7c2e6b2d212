import { headerIssues, headerTexts, isRecord } from '../../node/config-pieces.ts';
import { defineExecutor } from '../../node/define-executor.ts';
import { bodyIssue, jsonText } from '../../node/json-body.ts';
import { ownEventType } from '../../node/staged-send.ts';
import { done, failed } from '../../node/step-result.ts';
import { sendWebhook } from './send-webhook.definition.ts';

export const executeSendWebhook = defineExecutor(sendWebhook, async ({ config, context, ports }) => {
  const [reserved] = headerIssues(config.headers, 'delivery');
  if (reserved) return failed(reserved.code, reserved.message, { path: reserved.path });
  if (config.envelope && !isRecord(config.body))
    return failed('body_not_object', 'The body is no object, and data in an envelope has to be one.', {
      path: 'body',
    });
  const body = jsonText(config.body);
  const issue = bodyIssue(body);
  if (issue) return failed(issue.code, issue.message, { path: 'body' });
  const { deliveryId, eventId, status, redirected } = await ports.event.send({
    url: config.url,
    body,
    eventType: config.eventType ?? ownEventType(context.run.nodeId),
    envelope: config.envelope,
    credential: config.credential ?? null,
    signed: true,
    headers: headerTexts(config.headers),
    timeoutSeconds: config.timeoutSeconds,
  });
  return done('out', { deliveryId, eventId, status, redirected });
});
