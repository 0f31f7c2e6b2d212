import { isJobOver } from '@sista/shared/job/job-status';
import type { LiveMessage } from '@sista/shared/live-message';
import { useQuery } from '@tanstack/react-query';
import { useLive } from '../api/live-stream.ts';
import { queryClient } from '../api/query-client.ts';
import type { JobAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';

const newest = (flowId: string) => ({ flowId, limit: 1 });
/** A hidden tab hears nothing; then it asks. */
const askEveryMs = 3_000;

/** The newest job about a flow, kept up to date while it is looked at. */
export function useFlowJob(flowId: string, enabled: boolean): JobAnswer | undefined {
  const jobs = useQuery({
    ...trpc.job.list.queryOptions(newest(flowId)),
    enabled,
    refetchInterval: ({ state }) => {
      const job = state.data?.data[0];
      return job && !isJobOver(job.status) ? askEveryMs : false;
    },
  });
  const job = jobs.data?.data[0];
  useLive(enabled ? ['workspace'] : [], (message) => {
    if (job && message.type === 'job' && message.jobId === job.id) keepJob(flowId, told(job, message));
  });
  return enabled ? job : undefined;
}

/** What an answer or a message says of the job, for all who look at it. */
export function keepJob(flowId: string, job: JobAnswer): void {
  queryClient.setQueryData(trpc.job.list.queryKey(newest(flowId)), { data: [job], next: null });
}

function told(job: JobAnswer, { status, done, total }: LiveMessage & { type: 'job' }): JobAnswer {
  return { ...job, status: status as JobAnswer['status'], done, total };
}
