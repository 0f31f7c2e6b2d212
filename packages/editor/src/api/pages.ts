import type { Page } from '@sista/shared/page.schema';
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

export type Pages<Row> = {
  /** Undefined until the first page is there. */
  rows: Row[] | undefined;
  error: unknown;
  refetch: () => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
};

/**
 * A list that is read by cursor. `load` gets the cursor, or undefined for the first page:
 * `usePages(trpc.run.list.queryKey(filters), (after) => api.run.list.query({ ...filters, after }))`.
 */
export function usePages<Row>(
  key: QueryKey,
  load: (after: string | undefined) => Promise<Page<Row>>,
): Pages<Row> {
  const query = useInfiniteQuery({
    queryKey: [...key, 'pages'],
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (previous) => previous,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.data),
    error: query.error,
    refetch: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}

/** A list that comes whole, for the same table: `wholeList(useQuery(…))`. */
export function wholeList<Row>(query: {
  data: readonly Row[] | undefined;
  error: unknown;
  refetch: () => unknown;
}): Pages<Row> {
  return {
    rows: query.data ? [...query.data] : undefined,
    error: query.error,
    refetch: () => void query.refetch(),
    hasMore: false,
    isLoadingMore: false,
    loadMore: () => {},
  };
}
