import type { ServerProcess } from './processes.ts';

/** Imports a document, publishes it and returns its address. */
export async function importLive({ address, apiKey }: ServerProcess, document: unknown): Promise<string> {
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const { id } = await call('POST', '/flows/import', { document });
  await call('POST', `/flows/${id}/publish`, {});
  return String((await call('GET', `/flows/${id}`)).ingressUrl);
}

const trigger = {
  id: 'order',
  type: 'trigger-webhook',
  name: 'New order',
  position: { x: 0, y: 0 },
  config: { source: 'generic' },
};

/** The least that is a flow: a webhook and one step without effect. */
export const acceptFlow = {
  schema: 'sista.flow/1',
  name: 'Accept',
  nodes: [trigger, { id: 'end', type: 'stop', name: 'Stop', position: { x: 320, y: 0 }, config: {} }],
  edges: [{ id: 'e1', source: 'order', target: 'end' }],
};

/** Webhook, branch, signed webhook. */
export const wholeFlow = (target: string) => ({
  schema: 'sista.flow/1',
  name: 'Whole run',
  nodes: [
    trigger,
    {
      id: 'large',
      type: 'branch',
      name: 'Over 100?',
      position: { x: 320, y: 0 },
      config: { conditions: [{ port: 'yes', when: '{{ trigger.body.total > 100 }}' }], otherwise: 'no' },
    },
    {
      id: 'tell',
      type: 'send-webhook',
      name: 'Tell the shop',
      position: { x: 640, y: 0 },
      config: { url: target, body: { order: '{{ trigger.body.order }}', total: '{{ trigger.body.total }}' } },
    },
  ],
  edges: [
    { id: 'e1', source: 'order', target: 'large' },
    { id: 'e2', source: 'large', sourcePort: 'yes', target: 'tell' },
  ],
});
