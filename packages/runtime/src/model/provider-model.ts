import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Outbound, OutboundAnswer } from '../http/outbound.ts';
import { callModel } from './call-model.ts';
import { judgeExchange } from './judge-exchange.ts';
import type { ModelOutcome, OpenModel } from './model-call.types.ts';

export type ProviderFacts = {
  id: string;
  slug: string;
  name: string;
  baseUrl: string;
  apiKey: string | null;
  structured: boolean | null;
};

const maxAnswerBytes = 8 * 1024 * 1024;

/**
 * A model behind an OpenAI-compatible address. The SDK's provider is made for each call, so that its `fetch` can
 * keep what happened on the wire: that, and not the SDK's error, says what the outcome was.
 */
export function openProviderModel(outbound: Outbound, provider: ProviderFacts, modelId: string): OpenModel {
  return {
    ref: `${provider.slug}:${modelId}`,
    sandbox: false,
    structured: provider.structured,
    providerId: provider.id,
    async call(request, { timeoutMs, signal }): Promise<ModelOutcome> {
      let exchange: OutboundAnswer | undefined;
      const fetchOnce = async (url: unknown, init?: RequestInit): Promise<Response> => {
        exchange = await outbound.request({
          url: String(url),
          method: init?.method ?? 'POST',
          headers: Object.fromEntries(new Headers(init?.headers ?? {})),
          ...(typeof init?.body === 'string' ? { body: init.body } : {}),
          timeoutMs,
          maxBytes: maxAnswerBytes,
          signal,
        });
        return responseOf(exchange);
      };
      const sdk = createOpenAICompatible({
        name: provider.slug,
        baseURL: provider.baseUrl.replace(/\/+$/, ''),
        fetch: fetchOnce as typeof fetch,
        supportsStructuredOutputs: provider.structured === true,
        ...(provider.apiKey === null ? {} : { apiKey: provider.apiKey }),
      });
      try {
        return await callModel(sdk(modelId), request, signal);
      } catch {
        signal.throwIfAborted();
        return judgeExchange(exchange, provider);
      }
    },
  };
}

const withoutBody = new Set([101, 204, 205, 304]);

function responseOf(exchange: OutboundAnswer): Response {
  // The SDK only has to fail; judgeExchange reads the exchange itself.
  if (!exchange.ok || exchange.truncated) throw new TypeError('no whole answer');
  const headers = exchange.headers.filter(
    ([name]) => !/^(content-length|transfer-encoding|set-cookie)$/i.test(name),
  );
  const body = withoutBody.has(exchange.status) ? null : new Uint8Array(exchange.body);
  return new Response(body, { status: exchange.status, headers });
}
