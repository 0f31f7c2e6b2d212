import { setTimeout as wait } from 'node:timers/promises';
import { pureFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { postOrders, warmUp } from '../load.ts';
import { definePart } from '../part.ts';
import { withClient } from '../sql-client.ts';
import { newInstallation, type ServerProcess, startDatabase, startServer } from '../systems.ts';
import { milliseconds, table, whole } from '../table.ts';

type Delay = { runs: number; p50: number; p99: number };
export type FirstStepResult = { oneProcess: Delay; acrossProcesses: Delay };

const rate = 100;

// The commit of a capture is the commit of its run and queue job. PostgreSQL stamps it before it is flushed, so
// the disk is in the figure; a step's start has whole milliseconds.
const delayText = `
  select count(*)::int as runs, percentile_cont(0.5) within group (order by ms) as p50,
    percentile_cont(0.99) within group (order by ms) as p99
  from (
    select extract(epoch from s.started_at - pg_xact_commit_timestamp(c.xmin))::float8 * 1000 as ms
    from engine.capture c join engine.step s on s.run_id = c.id and s.seq = 1
    where c.id >= engine.uuid_floor($1)) as delays`;

/** From the commit that accepted a run to the start of its first step, at 100 runs/s: in one process, and across two. */
export const firstStep = definePart<FirstStepResult>({
  title: 'First step',
  async measure({ load }) {
    const measure = async (across: boolean) => {
      const database = await startDatabase({ track_commit_timestamp: 'on' });
      const installation = newInstallation(database.url);
      const door = await startServer(installation, across ? { SISTA_ROLE: 'server' } : {});
      // Of the second process only its worker has something to do.
      const worker = across ? await startServer(installation) : undefined;
      try {
        return await delays(door, load.seconds);
      } finally {
        await door.stop();
        await worker?.stop();
        await database.stop();
      }
    };
    return { oneProcess: await measure(false), acrossProcesses: await measure(true) };
  },
  table({ oneProcess, acrossProcesses }) {
    const row = (name: string, { runs, p50, p99 }: Delay) => [
      name,
      whole(runs),
      milliseconds(p50),
      milliseconds(p99),
    ];
    return table([
      [`From commit to first step, ${rate} runs/s`, 'runs', 'p50', 'p99'],
      row('one process', oneProcess),
      row('accepted by one process, executed by another', acrossProcesses),
    ]);
  },
});

async function delays(server: ServerProcess, seconds: number): Promise<Delay> {
  const { url } = await importLive(server, pureFlow(1));
  const load = { connections: 10, seconds, rate };
  await warmUp(url, load);
  const { startedAt } = await postOrders(url, load);
  // What was posted last starts within a poll of the queue.
  await wait(1_500);
  const { rows } = await withClient(server.databaseUrl, (client) =>
    client.query<Delay>(delayText, [new Date(startedAt)]),
  );
  if (!rows[0] || rows[0].runs === 0) throw new Error('No run has started a step.');
  return rows[0];
}
