import { Button } from '@mantine/core';
import type { LiveMessage } from '@sista/shared/live-message';
import type { QueryFilters } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLive } from '../api/live-stream.ts';
import type { Pages } from '../api/pages.ts';
import { queryClient } from '../api/query-client.ts';
import { splitFresh } from './fresh-rows.ts';
import { IconChevronUp } from './icons.ts';
import classes from './LiveRows.module.css';

const refetchAfterMs = 700;

export type LiveRowsProps<Row> = {
  pages: Pages<Row>;
  rowKey: (row: Row) => string;
  /** What to read again when a message is about these rows. */
  query: QueryFilters;
  isAbout: (message: LiveMessage) => boolean;
  /** Draws the list with the rows that may be shown now. */
  children: (pages: Pages<Row>) => ReactNode;
};

/**
 * A list that goes on while it is looked at. Known rows change in place; new ones join on top, but wait behind a
 * button while pointer or focus is in the list, so that nothing moves away from under a hand.
 */
export function LiveRows<Row>({ pages, rowKey, query, isAbout, children }: LiveRowsProps<Row>) {
  const [busy, setBusy] = useState(false);
  const known = useRef<ReadonlySet<string>>(new Set());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive(['workspace'], (message) => {
    if (!isAbout(message) || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void queryClient.invalidateQueries(query);
    }, refetchAfterMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const all = pages.rows;
  const split = all && busy ? splitFresh(all, known.current, rowKey) : { held: 0, rows: all };
  useEffect(() => {
    if (!busy && all) known.current = new Set(all.map(rowKey));
  });
  const showAll = () => {
    known.current = new Set((all ?? []).map(rowKey));
    setBusy(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: watches whether somebody is in the list, is no control
    <div
      className={classes.rows}
      onPointerEnter={() => setBusy(true)}
      onPointerLeave={() => setBusy(false)}
      onFocus={() => setBusy(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setBusy(false);
      }}
    >
      {split.held > 0 && (
        <div className={classes.fresh} role="status">
          <Button size="compact-xs" radius="xl" leftSection={<IconChevronUp size={13} />} onClick={showAll}>
            {`${split.held} new`}
          </Button>
        </div>
      )}
      {children({ ...pages, rows: split.rows })}
    </div>
  );
}
