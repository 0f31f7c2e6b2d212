import { median } from '../figures.ts';
import { wholeFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { warmUp } from '../load.ts';
import { definePart } from '../part.ts';
import { postAndDrain } from '../post-and-drain.ts';
import { startHelper } from '../processes.ts';
import { watchMemory } from '../resident.ts';
import { withServer } from '../systems.ts';
import { decimal, table, whole } from '../table.ts';

export type MemoryResult = {
  seconds: number;
  runs: number;
  /** Resident MB of the server: medians of the first and the last third, and the most. */
  firstThird: number;
  lastThird: number;
  most: number;
  samples: number[];
};

const rate = 200;

/** Whether the server's memory stays where it is under a steady load; 18 times as long as the other parts. */
export const memory = definePart<MemoryResult>({
  title: 'Memory',
  measure: ({ load }) =>
    withServer(async (server) => {
      const sink = await startHelper('sink.ts');
      try {
        const { url } = await importLive(server, wholeFlow(sink.url));
        await warmUp(url, { connections: 10, seconds: load.seconds });
        const lasting = load.seconds * 18;
        const watch = watchMemory(server.pid);
        const { delivered } = await postAndDrain(url, sink, { connections: 10, seconds: lasting, rate });
        const samples = await watch.stop();
        const third = Math.floor(samples.length / 3);
        return {
          seconds: lasting,
          runs: delivered,
          firstThird: median(samples.slice(0, third)),
          lastThird: median(samples.slice(-third)),
          most: Math.max(...samples),
          samples: samples.map(Math.round),
        };
      } finally {
        await sink.stop();
      }
    }),
  table: ({ seconds, runs, firstThird, lastThird, most }) =>
    table([
      [`Memory over ${whole(seconds)} s of ${rate} whole runs/s`, 'value'],
      ['whole runs', whole(runs)],
      ['resident, first third', `${whole(firstThird)} MB`],
      ['resident, last third', `${whole(lastThird)} MB`],
      ['most', `${whole(most)} MB`],
      ['change from the first to the last third', `${decimal((lastThird / firstThird - 1) * 100)} %`],
    ]),
});
