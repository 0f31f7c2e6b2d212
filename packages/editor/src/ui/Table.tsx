import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Pages } from '../api/pages.ts';
import { ErrorPanel } from './ErrorPanel.tsx';
import { PageLink } from './PageLink.tsx';
import classes from './Table.module.css';

export type Column<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** A CSS width; without it the column takes what its content needs. */
  width?: string;
  align?: 'end';
  /** Left out on screens narrower than this, px. */
  from?: 480 | 768 | 1100;
};

export type TableProps<Row> = {
  /** What the table holds, for screen readers: "Runs". */
  label: string;
  columns: readonly Column<Row>[];
  pages: Pages<Row>;
  rowKey: (row: Row) => string;
  /** Makes the first cell a link that reaches over the whole row. */
  rowTo?: (row: Row) => string;
  /** Stands instead of the table when there are no rows. */
  empty: ReactNode;
};

/** A list page's table: rows of 40 px, skeleton rows while it loads, the next page by a button. */
export function Table<Row>({ label, columns, pages, rowKey, rowTo, empty }: TableProps<Row>) {
  if (pages.error && !pages.rows) return <ErrorPanel error={pages.error} onRetry={pages.refetch} />;
  if (pages.rows?.length === 0) return <>{empty}</>;
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      <section className={classes.scroll} aria-label={label} tabIndex={0}>
        <table className={classes.table} aria-busy={pages.rows === undefined}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  data-from={column.from}
                  data-align={column.align}
                  style={{ width: column.width }}
                >
                  {column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pages.rows?.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column, place) => (
                  <td key={column.key} data-from={column.from} data-align={column.align}>
                    {place === 0 && rowTo ? (
                      <PageLink to={rowTo(row)} className={classes.rowLink}>
                        {column.cell(row)}
                      </PageLink>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
            )) ?? <SkeletonRows columns={columns.length} />}
          </tbody>
        </table>
      </section>
      {pages.hasMore && (
        <div className={classes.more}>
          <Button variant="default" size="xs" loading={pages.isLoadingMore} onClick={pages.loadMore}>
            Load more
          </Button>
        </div>
      )}
    </div>
  );
}

function SkeletonRows({ columns }: { columns: number }) {
  return Array.from({ length: 8 }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: skeletons have no identity
    <tr key={row} className={classes.skeleton}>
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: skeletons have no identity
        <td key={column}>
          <span style={{ width: `${80 - ((row * 17 + column * 29) % 45)}%` }} />
        </td>
      ))}
    </tr>
  ));
}
