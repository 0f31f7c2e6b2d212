import pg from 'pg';
import { acceptFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { type LoadResult, postOrders, warmUp } from '../load.ts';
import { definePart } from '../part.ts';
import { startHelper } from '../processes.ts';
import { withServer } from '../systems.ts';
import { latencies, table, whole } from '../table.ts';

export type AcceptResult = {
  /** 202 after the commit of capture, run and queue job; the runs are worked on meanwhile. */
  sista: LoadResult;
  /** Fastify and one insert, on the same database server. */
  bare: LoadResult;
};

/** How many requests a second are accepted, beside the least that accepting one durably costs on this machine. */
export const accept = definePart<AcceptResult>({
  title: 'Accept',
  measure: ({ load }) =>
    withServer(async (server) => {
      const bare = await startHelper('parts/bare-accept.ts', {
        BARE_DATABASE_URL: await freshDatabase(server.databaseUrl),
      });
      const { url } = await importLive(server, acceptFlow);
      try {
        await warmUp(bare.url, load);
        const bareResult = await postOrders(bare.url, load);
        await warmUp(url, load);
        return { sista: await postOrders(url, load), bare: bareResult };
      } finally {
        await bare.stop();
      }
    }),
  table({ sista, bare }) {
    const row = (name: string, result: LoadResult) => [
      name,
      whole(result.perSecond),
      ...latencies(result),
      whole(result.failed),
    ];
    return table([
      ['Accept', 'requests/s', 'p50', 'p99', 'failed'],
      row('Sista Flow: 202 after commit, runs worked on', sista),
      row('Bare Fastify and one insert', bare),
    ]);
  },
});

/** Its own database on the same server: same disk, same settings, no table in common. */
async function freshDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create database bench_bare');
  await client.end();
  const bare = new URL(url);
  bare.pathname = '/bench_bare';
  return bare.href;
}
