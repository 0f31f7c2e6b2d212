import { wholeFlow } from '../flows.ts';
import { importLive } from '../live-flow.ts';
import { definePart } from '../part.ts';
import { type Drained, postAndDrain } from '../post-and-drain.ts';
import { startHelper } from '../processes.ts';
import { withServer } from '../systems.ts';
import { latencies, seconds, table, whole } from '../table.ts';

export type WholeRunResult = Drained;

/** Webhook, branch, signed webhook: from the first request to the last delivery at a receiver in another process. */
export const wholeRuns = definePart<WholeRunResult>({
  title: 'Whole runs',
  measure: ({ load }) =>
    withServer(async (server) => {
      const sink = await startHelper('sink.ts');
      try {
        const { url } = await importLive(server, wholeFlow(sink.url));
        await postAndDrain(url, sink, { ...load, seconds: Math.min(3, load.seconds) });
        return await postAndDrain(url, sink, load);
      } finally {
        await sink.stop();
      }
    }),
  table: (result) =>
    table([
      ['Whole runs', 'value'],
      ['runs/s, first request to last delivery', whole(result.perSecond)],
      ['accepted/s meanwhile', whole(result.accepted.perSecond)],
      ['202 p50 / p99', latencies(result.accepted).join(' / ')],
      ['delivered', whole(result.delivered)],
      ['delivered again', whole(result.repeated)],
      ['accepted and missing', whole(result.missing)],
      ['behind after the last 202', seconds(result.behindSeconds)],
    ]),
});
