import { percentile } from '../figures.ts';
import { acceptFlow } from '../flows.ts';
import { callApi, importLive } from '../live-flow.ts';
import { definePart } from '../part.ts';
import { liveFlows, withClient } from '../sql-client.ts';
import { type ServerProcess, withServer } from '../systems.ts';
import { milliseconds, table, whole } from '../table.ts';
import { fillHistory } from './fill-history.ts';

type PageTimes = { name: string; rows: number; p50: number; p95: number };
export type HistoryResult = { runs: number; flows: number; fillSeconds: number; pages: PageTimes[] };

const flowCount = 20;
const days = 30;
const repeats = 40;

/** Pages of the list of runs over REST, out of a history over the whole retention. */
export const history = definePart<HistoryResult>({
  title: 'History',
  measure: ({ runs }) =>
    withServer(
      async (server) => {
        const flows: string[] = [];
        for (let n = 0; n < flowCount; n += 1) flows.push((await importLive(server, acceptFlow)).flowId);
        const startedAt = Date.now();
        await withClient(server.databaseUrl, async (client) =>
          fillHistory(client, await liveFlows(client), runs, days),
        );
        const fillSeconds = (Date.now() - startedAt) / 1_000;
        const pages: PageTimes[] = [];
        for (const [name, query] of Object.entries(await wantedPages(server, flows[0] ?? '')))
          pages.push(await timePage(server, name, query));
        return { runs, flows: flowCount, fillSeconds, pages };
      },
      { max_wal_size: '16GB' },
    ),
  table: ({ runs, flows, pages }) =>
    table([
      [`A page of 50 out of ${whole(runs)} runs of ${flows} flows`, 'rows', 'p50', 'p95'],
      ...pages.map(({ name, rows, p50, p95 }) => [name, whole(rows), milliseconds(p50), milliseconds(p95)]),
    ]),
});

/** The queries of the pages, by what they show. */
async function wantedPages(server: ServerProcess, flowId: string): Promise<Record<string, string>> {
  const old = new Date(Date.now() - days * 0.8 * 86_400_000).toISOString();
  const { data } = await callApi<{ data: { id: string }[] }>(server, 'GET', `/runs?limit=1&until=${old}`);
  const deep = `after=${data[0]?.id}`;
  return {
    'the newest of a flow': `flowId=${flowId}`,
    'of a flow, 24 days back': `flowId=${flowId}&${deep}`,
    'the newest of all flows': '',
    'of all flows, 24 days back': deep,
    'failed, the newest': 'status=failed',
    'failed, 24 days back': `status=failed&${deep}`,
    'failed, of a flow': `status=failed&flowId=${flowId}`,
    'cancelled, one of a hundred': 'status=cancelled',
    'running, of which there are none': 'status=running',
    'waiting, of which there are none': 'status=waiting',
    'a word that is in none': 'q=nowhere',
  };
}

async function timePage(server: ServerProcess, name: string, query: string): Promise<PageTimes> {
  const times: number[] = [];
  let rows = 0;
  for (let n = 0; n < repeats + 5; n += 1) {
    const startedAt = performance.now();
    const page = await callApi<{ data: unknown[] }>(server, 'GET', `/runs?limit=50&${query}`);
    times.push(performance.now() - startedAt);
    rows = page.data.length;
  }
  // The first ones prepare the statements.
  const warm = times.slice(5);
  return { name, rows, p50: percentile(warm, 0.5), p95: percentile(warm, 0.95) };
}
