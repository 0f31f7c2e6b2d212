import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Skeleton } from '../ui/Progress.tsx';
import classes from './TemplateDocs.module.css';

const Markdown = lazy(() => import('react-markdown'));

/** The template's own page of the documentation. */
export function TemplateDocs({ id }: { id: string }) {
  const docs = useQuery({
    queryKey: ['docs', 'templates'],
    queryFn: async () => (await import('@sista/shared/docs')).templateDocs,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const waiting = <Skeleton label="Loading the text" lines={5} />;
  if (!docs.data) return waiting;
  return (
    <div className={classes.docs}>
      <Suspense fallback={waiting}>
        <Markdown components={headings}>{withoutTitle(docs.data[id] ?? '')}</Markdown>
      </Suspense>
    </div>
  );
}

// The page has its `h1` and the panel its `h2`.
const headings = { h2: 'h3' } as const;

const withoutTitle = (markdown: string) => markdown.replace(/^# .*\n/, '');
