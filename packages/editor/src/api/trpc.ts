import type { AppRouter } from '@sista/server/app-router';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { queryClient } from './query-client.ts';

/** Calls without a cache: `await api.flow.put.mutate({ … })`. */
export const api = createTRPCClient<AppRouter>({
  links: [httpBatchLink({ url: '/trpc', maxURLLength: 2_000 })],
});

/** For TanStack Query: `useQuery(trpc.flow.get.queryOptions({ id }))`, `useMutation(trpc.flow.pause.mutationOptions())`. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient });
