import { defineExecutor } from '../../node/define-executor.ts';
import { bodyIssue, jsonText } from '../../node/json-body.ts';
import { ownEventType } from '../../node/staged-send.ts';
import type { StepContext } from '../../node/step-context.ts';
import { done, failed, StepFailed } from '../../node/step-result.ts';
import { sendSlack } from './send-slack.definition.ts';

export const executeSendSlack = defineExecutor(sendSlack, async ({ config, context, ports }) => {
  const { channel, text, blocks } = config;
  if (blocks !== undefined && blocks !== null && !Array.isArray(blocks))
    return failed('blocks_not_a_list', 'Blocks are a list: [ { "type": "section", … } ].', {
      path: 'blocks',
    });
  const body = jsonText({ text, ...(channel ? { channel } : {}), ...(blocks ? { blocks } : {}) });
  const issue = bodyIssue(body);
  if (issue) return failed(issue.code, issue.message, { path: blocks ? 'blocks' : 'text' });
  const { deliveryId, eventId, status, redirected } = await ports.event.send({
    url: config.credential ? await webhookUrl(context, config.credential) : '',
    body,
    eventType: ownEventType(context.run.nodeId),
    envelope: false,
    credential: null,
    signed: false,
    headers: {},
    timeoutSeconds: 15,
  });
  return done('out', { deliveryId, eventId, status, redirected });
});

/** The URL is the secret of the credential: who has it can post. Without a credential the port decides. */
async function webhookUrl(context: StepContext, credential: string): Promise<string> {
  const opened = await context.credential(credential, ['slack']);
  if (opened.type === 'slack' && opened.webhookUrl) return opened.webhookUrl;
  throw new StepFailed(
    failed('no_webhook_url', 'This Slack connection has no incoming webhook URL. Add it to the credential.', {
      path: 'credential',
    }),
  );
}
