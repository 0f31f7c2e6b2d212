import { headerIssues, headerTexts, isRecord, shortUrl } from '../../node/config-pieces.ts';
import { defineExecutor } from '../../node/define-executor.ts';
import { bodyIssue, jsonText } from '../../node/json-body.ts';
import { ownEventType } from '../../node/staged-send.ts';
import type { Resumed } from '../../node/step-context.ts';
import { done, failed, type StepFailure, type StepResult, wait } from '../../node/step-result.ts';
import { sendWebhook } from './send-webhook.definition.ts';

/** The schedule of a delivery ends after 24 hours; an hour more, so that its own end is heard first. */
const longestWaitMs = 25 * 3_600_000;

export const executeSendWebhook = defineExecutor(sendWebhook, async ({ config, context, ports }) => {
  if (context.resumed) return endOfDelivery(context.resumed, shortUrl(config.url));
  const body = jsonText(config.body);
  const problem = problemOf(config, body);
  if (problem) return problem;
  const { deliveryId, eventId, status, redirected } = await ports.event.send({
    url: config.url,
    body,
    eventType: config.eventType ?? ownEventType(context.run.nodeId),
    envelope: config.envelope,
    credential: config.credential ?? null,
    signed: true,
    headers: headerTexts(config.headers),
    timeoutSeconds: config.timeoutSeconds,
    ...(config.wait === 'delivered' ? { awaited: true } : {}),
  });
  if (config.wait === 'delivered')
    return wait({ for: 'delivery', deliveryId, untilMs: context.now + longestWaitMs });
  return done('out', { deliveryId, eventId, status, redirected });
});

type Written = { headers: Record<string, unknown>; envelope: boolean; body: unknown };

function problemOf(config: Written, body: string): StepFailure | undefined {
  const [reserved] = headerIssues(config.headers, 'delivery');
  if (reserved) return failed(reserved.code, reserved.message, { path: reserved.path });
  if (config.envelope && !isRecord(config.body))
    return failed('body_not_object', 'The body is no object, and data in an envelope has to be one.', {
      path: 'body',
    });
  const issue = bodyIssue(body);
  return issue ? failed(issue.code, issue.message, { path: 'body' }) : undefined;
}

/** It was staged before the wait, so nothing is sent here. */
function endOfDelivery(resumed: Resumed, target: string): StepResult {
  if (resumed.kind !== 'delivery') {
    const message = `The webhook to ${target} was neither delivered nor given up within 25 hours. Look at its delivery.`;
    return failed('not_delivered', message);
  }
  const { status, result } = resumed;
  if (status === 'delivered') return done('out', result);
  return failed('not_delivered', `The webhook to ${target} ${reasonOf(status, result)}`, { details: result });
}

function reasonOf(status: string, result: unknown): string {
  if (status === 'cancelled')
    return 'was cancelled before it was delivered. Replay it from its delivery page.';
  const { attempts, response } = isRecord(result) ? result : {};
  const answer = isRecord(response)
    ? `The last answer was ${String(response.status)}.`
    : 'There was no answer.';
  const tries =
    typeof attempts === 'number' ? ` after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}` : '';
  return `was given up${tries}. ${answer} Its delivery shows each attempt and sends it again.`;
}
