import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { requestFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { definePart } from '../part.ts';
import { postAndDrain } from '../post-and-drain.ts';
import { type Helper, startHelper } from '../processes.ts';
import { withClient } from '../sql-client.ts';
import { type ServerProcess, withServer } from '../systems.ts';
import { decimal, table, whole } from '../table.ts';
import { type WalShare, walByTable } from './wal-by-table.ts';

type Written = { runs: number; bytes: number; pageImages: number; commits: number; byTable: WalShare[] };
export type WalResult = { underLoad: Written; oneByOne: Written };

/** `commits`: transactions that wrote; those that only read have no number. */
type Counters = { lsn: string; bytes: number; images: number; commits: number };

/** What one run writes: webhook, set-values, branch, http-request, an order of 200 bytes, no dedupe key. */
export const wal = definePart<WalResult>({
  title: 'Write-ahead log',
  measure: ({ load }) =>
    // Autovacuum writes by the clock and not by the run: what it gathers would count for the few runs of a short bench.
    withServer(
      async (server) => {
        const sink = await startHelper('sink.ts');
        try {
          const { url } = await importLive(server, requestFlow(sink.url));
          const measure = (connections: number, rate?: number) =>
            written(server, url, sink, {
              connections,
              seconds: load.seconds,
              ...(rate === undefined ? {} : { rate }),
            });
          await measure(load.connections);
          return { underLoad: await measure(load.connections), oneByOne: await measure(1, 20) };
        } finally {
          await sink.stop();
        }
      },
      { autovacuum: 'off' },
    ),
  table({ underLoad, oneByOne }) {
    const row = (name: string, { runs, bytes, pageImages, commits }: Written) => [
      name,
      whole(runs),
      whole(bytes / runs),
      decimal(pageImages / runs, 3),
      decimal(commits / runs, 2),
    ];
    const written = table([
      ['Written a run', 'runs', 'bytes of WAL', 'page images', 'writing transactions'],
      row('many at once, commits shared', underLoad),
      row('one after the other', oneByOne),
    ]);
    const byTable = table([
      ['Of many at once, by table with its indexes', 'bytes a run', 'records a run'],
      ...underLoad.byTable
        .filter(({ bytes }) => bytes / underLoad.runs >= 10)
        .map(({ table: name, bytes, records }) => [
          name,
          whole(bytes / underLoad.runs),
          decimal(records / underLoad.runs),
        ]),
    ]);
    return `${written}\n\n${byTable}`;
  },
});

function written(
  server: ServerProcess,
  url: string,
  sink: Helper,
  load: { connections: number; seconds: number; rate?: number },
): Promise<Written> {
  return withClient(server.databaseUrl, async (client) => {
    const before = await counters(client);
    const { delivered, missing } = await postAndDrain(url, sink, load);
    if (missing > 0) throw new Error(`${missing} of the accepted runs did not reach the receiver.`);
    const after = await counters(client);
    return {
      runs: delivered,
      bytes: after.bytes - before.bytes,
      pageImages: after.images - before.images,
      commits: after.commits - before.commits,
      byTable: await walByTable(client, before.lsn, after.lsn),
    };
  });
}

async function counters(client: pg.Client): Promise<Counters> {
  // The last checkpoints of the runs, and sessions that report what they counted once a second.
  await wait(2_000);
  const { rows } = await client.query<Counters>(
    `select pg_current_wal_lsn()::text as lsn, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as bytes,
       (select wal_fpi from pg_stat_wal)::float8 as images,
       pg_snapshot_xmax(pg_current_snapshot())::text::float8 as commits`,
  );
  return rows[0] as Counters;
}
