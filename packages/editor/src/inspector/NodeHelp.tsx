import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, lazy, Suspense } from 'react';
import { Skeleton } from '../ui/Progress.tsx';
import { withoutTables } from './help-text.ts';
import classes from './Inspector.module.css';

const Markdown = lazy(() => import('react-markdown'));

const parts = {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
  pre: (props: ComponentProps<'pre'>) => <pre {...props} tabIndex={0} />,
};

/** The node type's own page of the documentation. */
export function NodeHelp({ type }: { type: string }) {
  const docs = useQuery({
    queryKey: ['docs'],
    queryFn: async () => (await import('@sista/shared/docs')).nodeDocs,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!docs.data) return <Skeleton label="Loading the help" lines={6} />;
  const text = docs.data[type];
  if (!text) return <p className={classes.hint}>This step has no page in the documentation.</p>;
  return (
    <div className={classes.help}>
      <Suspense fallback={<Skeleton label="Loading the help" lines={6} />}>
        <Markdown components={parts}>{withoutTables(text)}</Markdown>
      </Suspense>
    </div>
  );
}
