import { toId } from '@sista/shared/ids';
import type { EffectAbout, EventPort, OutgoingWebhook } from '@sista/shared/node/step-context';
import { failed, StepFailed } from '@sista/shared/node/step-result';
import { Refusal } from '@sista/shared/refusal';
import { type SendingStep, stageSend } from '../delivery/stage-send.ts';
import { redirects } from '../effect/redirects.ts';
import { customFact } from '../event/custom-event.ts';
import { deriveId } from '../event/derive-id.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';

/** Sends and facts of a step become rows of its own checkpoint; ids are derived, so staging again is harmless. */
export function eventPort(shop: RunShop, active: ActiveRun, step: ActiveStep): EventPort {
  return {
    async send(webhook) {
      const { redirectUrl, own } = await inboxFor(shop, active, step, webhook.url);
      if (webhook.url === '' && redirectUrl === null)
        throw new StepFailed(
          failed('no_credential', 'Nothing is connected to send with. Choose a credential.', {
            path: 'credential',
          }),
        );
      const url = webhook.url === '' && redirectUrl !== null ? redirectUrl : webhook.url;
      const { staged, rows } = await stageSend(
        sendingStep(active, step, own ? null : redirectUrl),
        { ...webhook, url },
        dependencies(shop),
      );
      step.sends.push(rows);
      if (staged.redirected)
        step.meta = { ...(step.meta as object), redirected: true, deliveryId: staged.deliveryId };
      else step.meta = { ...(step.meta as object), deliveryId: staged.deliveryId };
      return staged;
    },
    async emit(type, data) {
      const { redirectUrl } = await inboxFor(shop, active, step, '');
      if (redirectUrl !== null) {
        const webhook = inboxWebhook(redirectUrl, type, JSON.stringify(data), true);
        const { staged, rows } = await stageSend(
          sendingStep(active, step, redirectUrl),
          webhook,
          dependencies(shop),
        );
        step.sends.push(rows);
        step.meta = { ...(step.meta as object), redirected: true, deliveryId: staged.deliveryId };
        return { eventId: staged.eventId };
      }
      const id = deriveId(
        step.startedAtMs,
        'emit',
        active.row.id,
        step.nodeId,
        step.path,
        String(step.facts.length),
      );
      step.facts.push(checkedFact(active, step, id, type, data));
      return { eventId: toId('event', id) };
    },
  };
}

/** What an effect that is held back would have sent, as a request in the own inbox. */
export async function stageInboxSend(
  shop: RunShop,
  active: ActiveRun,
  step: ActiveStep,
  about: EffectAbout,
): Promise<void> {
  const url = await shop.inboxUrl(active.row.workspaceId);
  const body = JSON.stringify({
    wouldSend: about.name,
    target: about.target,
    step: step.nodeId,
    content: about.preview,
  });
  const webhook = inboxWebhook(url, `custom.${step.nodeId.toLowerCase()}`, body, false);
  const { staged, rows } = await stageSend(sendingStep(active, step, url), webhook, dependencies(shop));
  step.sends.push(rows);
  step.meta = {
    ...(step.meta as object),
    redirected: true,
    target: about.target,
    deliveryId: staged.deliveryId,
  };
}

async function inboxFor(shop: RunShop, active: ActiveRun, step: ActiveStep, url: string) {
  const judged = url === '' ? undefined : shop.outbound.judge(url);
  const own = judged?.ok === true && judged.own;
  const redirectUrl = redirects(active, step.nodeId) ? await shop.inboxUrl(active.row.workspaceId) : null;
  return { own, redirectUrl };
}

const sendingStep = ({ row }: ActiveRun, step: ActiveStep, redirectUrl: string | null): SendingStep => ({
  workspaceId: row.workspaceId,
  flowId: row.flowId,
  runId: row.id,
  seq: step.seq,
  nodeId: step.nodeId,
  path: step.path,
  startedAtMs: step.startedAtMs,
  depth: 0,
  origin: 'node',
  nth: step.sends.length,
  redirectUrl,
});

const dependencies = (shop: RunShop) => ({
  sql: shop.sql,
  outbound: shop.outbound,
  implicitEndpoint: shop.implicitEndpoint,
  sealKeys: shop.sealKeys,
  now: shop.clock.now(),
});

const inboxWebhook = (url: string, eventType: string, body: string, envelope: boolean): OutgoingWebhook => ({
  url,
  body,
  eventType,
  envelope,
  credential: null,
  signed: true,
  headers: {},
  timeoutSeconds: 15,
});

function checkedFact(
  { row }: ActiveRun,
  step: ActiveStep,
  id: string,
  type: string,
  data: Record<string, unknown>,
) {
  try {
    const place = {
      id,
      workspaceId: row.workspaceId,
      flowId: row.flowId,
      runId: row.id,
      seq: step.seq,
      origin: 'node' as const,
    };
    return customFact(place, type, data);
  } catch (error) {
    if (error instanceof Refusal) throw new StepFailed(failed(error.code, error.message, { path: 'data' }));
    throw error;
  }
}
