import { queryClient } from '../api/query-client.ts';
import type { RunAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';

/** Keeps a run as the server answered it, and has every other view of runs read again. */
export function putRun(run: RunAnswer): void {
  queryClient.setQueryData(trpc.run.get.queryKey({ id: run.id }), run);
  void queryClient.invalidateQueries(trpc.run.pathFilter());
}
