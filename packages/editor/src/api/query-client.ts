import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { explainError } from './error-words.ts';
import { notify } from './notify.ts';

/** What to do when the session ended in the middle of work; the router sets it, since it knows where we are. */
export const signedOut = { handle: () => {} };

function watchSession(error: unknown): void {
  if (explainError(error).code === 'signed_out') signedOut.handle();
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => explainError(error).mayPass && failures < 2,
    },
  },
  queryCache: new QueryCache({ onError: watchSession }),
  mutationCache: new MutationCache({
    // A mutation that shows its own error says so in `meta`; all others are told by a toast, never swallowed.
    onError: (error, _variables, _result, mutation) => {
      watchSession(error);
      if (mutation.meta?.ownError !== true) notify({ tone: 'bad', ...explainError(error) });
    },
  }),
});
