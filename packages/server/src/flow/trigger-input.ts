import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { triggerOf } from '@sista/shared/flow/node-catalogue';
import { newUuid, toId } from '@sista/shared/ids';
import type { AnyNodeDefinition } from '@sista/shared/node/define-node';
import { readers } from '@sista/shared/readers';
import { Refusal } from '@sista/shared/refusal';
import { buildTrigger } from '@sista/shared/source/build-trigger';
import { nodeCatalogue } from './flow-facts.ts';

export type TriggerInput = {
  /** What the sender would send; the input of a manual or API start; the event; empty for a schedule. */
  payload: unknown;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Ms since the epoch. */
  now: number;
};

/**
 * The `trigger` object of a start by hand: requests go through the same reader as those of the ingress, so that a
 * test sees what a sender's request would give. Refuses a payload that cannot be read as what the trigger expects.
 */
export async function triggerInput(
  document: FlowDocument,
  input: TriggerInput,
): Promise<Record<string, unknown>> {
  const node = triggerOf(document, nodeCatalogue);
  const definition = node && nodeCatalogue.get(node.type);
  if (!node || !definition?.trigger)
    throw new Refusal('conflict', 'The flow has no trigger. Add one from Start.');
  if (definition.trigger.ingress) return requestTrigger(node, definition, input);
  const receivedAt = new Date(input.now).toISOString();
  const { kind } = definition.trigger;
  const body = input.payload ?? {};
  if (kind === 'event') return { kind, receivedAt, body, event: body };
  if (kind === 'schedule') {
    const { cron = null, timezone = 'UTC' } = node.config;
    return { kind, receivedAt, body: {}, schedule: { scheduledFor: receivedAt, cron, timezone } };
  }
  return { kind, receivedAt, body };
}

async function requestTrigger(
  node: FlowNode,
  definition: AnyNodeDefinition,
  { payload, headers, now }: TriggerInput,
) {
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const built = await buildTrigger({
    definition,
    config: node.config,
    readers,
    request: {
      method: 'POST',
      query: {},
      headers: { 'content-type': 'application/json', ...Object.fromEntries(named) },
      body: payload ?? {},
      receivedAt: now,
      captureId: toId('capture', newUuid(now)),
    },
  });
  if (!built.ok) throw new Refusal('invalid_input', `payload: ${built.message}`);
  return built.trigger;
}
