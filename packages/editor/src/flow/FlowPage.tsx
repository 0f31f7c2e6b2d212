import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { PageBody } from '../ui/PageHeader.tsx';
import { Progress } from '../ui/Progress.tsx';
import { FlowEditor } from './FlowEditor.tsx';

/** The editor of one flow. */
export function FlowPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const flow = useQuery({ ...trpc.flow.get.queryOptions({ id }), refetchOnWindowFocus: true });
  const sample = useQuery({ ...trpc.flow.getSample.queryOptions({ id }), staleTime: 60_000 });
  if (flow.error && !flow.data)
    return (
      <PageBody>
        <ErrorPanel error={flow.error} onRetry={() => void flow.refetch()} />
      </PageBody>
    );
  if (!flow.data || sample.isPending) return <Progress label="Opening the flow" />;
  return <FlowEditor key={id} flow={flow.data} kept={sample.data ?? undefined} />;
}
