import '@shopify/shopify-api/adapters/node';
import { createHmac, randomUUID } from 'node:crypto';
import { Webhooks } from '@octokit/webhooks';
import { LogSeverity, shopifyApi } from '@shopify/shopify-api';
import { sources } from '@sista/shared/sources';

/** A request as a provider sends it, signed with its own rule. */
export type SignedRequest = { headers: Record<string, string>; body: string };

type Sample = { payload: unknown; headers?: Readonly<Record<string, string>> };

function sampleOf(source: string, fits: (payload: Record<string, unknown>) => boolean): Sample {
  const found = sources[source]?.samples.find(({ payload }) => fits(payload as Record<string, unknown>));
  if (!found) throw new Error(`The source ${source} has no such sample.`);
  return found;
}

/** Shopify's `orders/create` with its secret; `order` replaces members of the body. Its own library agrees. */
export async function shopifyOrder(secret: string, order: Record<string, unknown>): Promise<SignedRequest> {
  const sample = sampleOf('shopify', (payload) => 'total_price' in payload);
  const body = JSON.stringify({ ...(sample.payload as object), ...order });
  const headers = {
    ...sample.headers,
    'x-shopify-topic': 'orders/create',
    'x-shopify-event-id': randomUUID(),
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  };
  const shopify = shopifyApi({
    apiKey: 'key',
    apiSecretKey: secret,
    apiVersion: '2026-01' as never,
    hostName: 'flow.example.com',
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  });
  const rawRequest = { method: 'POST', url: '/in/key', headers };
  const { valid } = await shopify.webhooks.validate({ rawBody: body, rawRequest });
  if (!valid) throw new Error("Shopify's library does not take this for a request of Shopify.");
  return { headers, body };
}

/** GitHub's `workflow_run` of a build that failed, signed by GitHub's own library. */
export async function failedWorkflowRun(secret: string): Promise<SignedRequest> {
  const sample = sampleOf(
    'github',
    ({ workflow_run: run }) => (run as { conclusion?: unknown } | undefined)?.conclusion === 'failure',
  );
  const body = JSON.stringify(sample.payload);
  const signature = await new Webhooks({ secret }).sign(body);
  const headers = { ...sample.headers, 'x-github-delivery': randomUUID(), 'x-hub-signature-256': signature };
  return { headers, body };
}

/** Posts it as it is. */
export async function post(url: string, { headers, body }: SignedRequest): Promise<PostAnswer> {
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as PostAnswer['body'] };
}

export type PostAnswer = {
  status: number;
  body: {
    runId?: string;
    captureId?: string;
    status?: string;
    duplicate?: boolean;
    error?: { code: string; message: string };
  };
};
