import { expect } from '@playwright/test';
import type { Flow } from '@sista/shared/flow/flow-api.schema';
import type { RunDetail } from '@sista/shared/run/run.schema';
import type { Api } from './api.ts';

/** Stores a shared secret. Returns the credential's id. */
export async function storeSecret(api: Api, name: string, value: string): Promise<string> {
  const { id } = await api.post<{ id: string }>('/credentials', { name, type: 'signing-secret', value });
  return id;
}

/** Imports a document and publishes it. Returns the flow with its address. */
export async function importLive(api: Api, document: unknown): Promise<Flow & { ingressUrl: string }> {
  const { id, issues } = await api.post<Flow>('/flows/import', { document });
  expect(issues).toEqual([]);
  await api.post(`/flows/${id}/publish`, {});
  const flow = await api.get<Flow>(`/flows/${id}`);
  const { ingressUrl } = flow;
  if (ingressUrl === null) throw new Error(`The flow ${flow.name} has no address.`);
  return { ...flow, ingressUrl };
}

const ends = ['succeeded', 'failed', 'cancelled', 'quarantined'];

/** The run as soon as it has ended. */
export async function endOfRun(api: Api, runId: string | undefined): Promise<RunDetail> {
  if (runId === undefined) throw new Error('The request started no run.');
  let run: RunDetail | undefined;
  await expect
    .poll(
      async () => {
        run = await api.get<RunDetail>(`/runs/${runId}`);
        return ends.includes(run.status);
      },
      { message: `the end of run ${runId}`, timeout: 30_000, intervals: [20, 50, 100, 200] },
    )
    .toBe(true);
  return run as RunDetail;
}
