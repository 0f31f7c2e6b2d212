import type { ServerProcess } from './systems.ts';

export type LiveFlow = { url: string; flowId: string };

/** Asks the REST API. Throws what it answered when it refuses. */
export async function callApi<Answer = Record<string, unknown>>(
  { address, apiKey }: Pick<ServerProcess, 'address' | 'apiKey'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${address}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer as Answer;
}

/** Imports a document, publishes it and returns its address. */
export async function importLive(server: ServerProcess, document: unknown): Promise<LiveFlow> {
  const { id } = await callApi<{ id: string }>(server, 'POST', '/flows/import', { document });
  await callApi(server, 'POST', `/flows/${id}/publish`, {});
  const { ingressUrl } = await callApi<{ ingressUrl: string }>(server, 'GET', `/flows/${id}`);
  // The address names the process that keeps it, and a second process may be asked instead.
  return { url: new URL(new URL(ingressUrl).pathname, server.address).href, flowId: id };
}
