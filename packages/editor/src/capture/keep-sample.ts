import { explainError } from '../api/error-words.ts';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { api, trpc } from '../api/trpc.ts';
import { useOpenPage } from '../ui/PageLink.tsx';
import type { Sample } from './capture-sample.ts';

/** Makes something the sample of a flow and offers the way there. */
export function useKeepSample(): (flowId: string, sample: Sample) => Promise<void> {
  const open = useOpenPage();
  return async (flowId, sample) => {
    try {
      await api.flow.setSample.mutate({ id: flowId, sample });
    } catch (error) {
      notify({ tone: 'bad', ...explainError(error) });
      return;
    }
    await queryClient.invalidateQueries(trpc.flow.getSample.pathFilter());
    notify({
      tone: 'good',
      title: `${sample.title} is the sample now`,
      message: 'Previews and tests of the flow use it.',
      action: { label: 'Open the flow', run: () => open(`/flows/${flowId}`) },
    });
  };
}
