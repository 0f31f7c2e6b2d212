import type { Flow } from '@sista/shared/flow/flow-api.schema';
import type { TemplateDetail } from '@sista/shared/template/template.schema';
import type { Api } from './api.ts';
import { largeOrders } from './flow-documents.ts';
import { endOfRun, importLive, storeSecret } from './live-flow.ts';
import { openReceiver } from './receiver.ts';
import { post, shopifyOrder } from './senders.ts';

type Listed = { data: { id: string }[] };

const shopSecret = 'shpss_3f1c2b9a7d5e4f60';

/**
 * Leaves behind what people leave: flows of all templates with a test of each sample, a live flow with requests that were
 * accepted, repeated and refused, deliveries that arrived and that did not. Returns the paths of single things.
 */
export async function fillWorkspace(api: Api, signingSecret: string): Promise<string[]> {
  const runs = await tryTemplates(api);
  const live = await liveOrders(api, signingSecret);
  const firstOf = async (path: string) => (await api.get<Listed>(path)).data[0]?.id;
  return [
    ...runs.map((id) => `/runs/${id}`),
    ...live.runs.map((id) => `/runs/${id}`),
    `/flows/${live.flowId}`,
    ...(await api.get<Listed>('/captures?limit=5')).data.map(({ id }) => `/webhooks/received/${id}`),
    ...(await api.get<Listed>('/deliveries?limit=3')).data.map(({ id }) => `/webhooks/deliveries/${id}`),
    `/employees/${await firstOf('/employees')}`,
    `/teams/${await firstOf('/teams')}`,
  ];
}

async function tryTemplates(api: Api): Promise<string[]> {
  const { data } = await api.get<Listed>('/templates');
  const runs: string[] = [];
  for (const { id } of data) {
    const flow = await api.post<Flow>(`/templates/${id}/use`);
    const { samples } = await api.get<TemplateDetail>(`/templates/${id}`);
    for (const { id: kind, payload, headers } of samples) {
      const sample = headers === undefined ? { payload } : { payload, headers };
      const { runId } = await api.post<{ runId: string }>(`/flows/${flow.id}/test`, sample);
      await endOfRun(api, runId);
      // One of each template is enough to look at; exceptions show the most.
      if (kind === 'exception') runs.push(runId);
    }
  }
  return runs;
}

async function liveOrders(api: Api, signingSecret: string): Promise<{ flowId: string; runs: string[] }> {
  const receiver = await openReceiver(signingSecret);
  try {
    const signedWith = await storeSecret(api, 'Shopify', shopSecret);
    const signWith = await storeSecret(api, 'Our signature', signingSecret);
    const document = largeOrders({ source: 'shopify', signedWith, target: receiver.url, signWith });
    const { id, ingressUrl } = await importLive(api, document);
    receiver.answerNext(200, 500);
    const runs: string[] = [];
    for (const name of ['#1001', '#1002']) {
      const order = await shopifyOrder(shopSecret, { name, total_price: '184.00' });
      const { body } = await post(ingressUrl, order);
      await endOfRun(api, body.runId);
      if (body.runId) runs.push(body.runId);
      await post(ingressUrl, order);
    }
    await receiver.request(2);
    await post(ingressUrl, await shopifyOrder('another secret', { name: '#1003' }));
    return { flowId: id, runs };
  } finally {
    await receiver.close();
  }
}
