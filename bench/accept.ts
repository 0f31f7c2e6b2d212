import pg from 'pg';
import { acceptFlow, importLive } from './live-flow.ts';
import { type Load, type LoadResult, postOrders } from './load.ts';
import { type ServerProcess, startHelper } from './processes.ts';

export type AcceptResult = {
  /** 202 after the commit of capture, run and queue job; the runs are worked on meanwhile. */
  sista: LoadResult;
  /** Fastify and one insert, on the same database server. */
  bare: LoadResult;
};

/** How many requests a second are accepted, beside the least that accepting one durably costs on this machine. */
export async function measureAccept(server: ServerProcess, load: Load): Promise<AcceptResult> {
  const bareUrl = await freshDatabase(server.databaseUrl);
  const bare = await startHelper('bare-accept.ts', { BARE_DATABASE_URL: bareUrl });
  const url = await importLive(server, acceptFlow);
  const warm = { ...load, seconds: Math.min(3, load.seconds) };
  try {
    await postOrders(bare.url, warm);
    const bareResult = await postOrders(bare.url, load);
    await postOrders(url, warm);
    const sista = await postOrders(url, load);
    return { sista, bare: bareResult };
  } finally {
    await bare.stop();
  }
}

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
