import { Button } from '@mantine/core';
import type { BinRequestSummary } from '@sista/shared/bin/bin.schema';
import type { Pages } from '../api/pages.ts';
import { bytesWords } from '../ui/duration-words.ts';
import { IconShieldCheck } from '../ui/icons.ts';
import { Skeleton } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import classes from './BinRequestRows.module.css';
import { signatureLook } from './signature-words.ts';

/** The requests of a bin, newest first; one of them is open beside. */
export function BinRequestRows({
  pages,
  chosen,
  onChoose,
}: {
  pages: Pages<BinRequestSummary>;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}) {
  if (!pages.rows) return <Skeleton lines={6} label="Reading the requests" />;
  return (
    <div className={classes.frame}>
      <ul className={classes.rows} aria-label="Requests, newest first">
        {pages.rows.map((row) => (
          <li key={row.id}>
            <Row row={row} chosen={row.id === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <Button variant="subtle" size="xs" fullWidth loading={pages.isLoadingMore} onClick={pages.loadMore}>
          Load more
        </Button>
      )}
    </div>
  );
}

function Row({
  row,
  chosen,
  onChoose,
}: {
  row: BinRequestSummary;
  chosen: boolean;
  onChoose: (id: string) => void;
}) {
  const { tone, words, detail } = signatureLook(row.checks);
  return (
    <button
      type="button"
      className={classes.row}
      aria-pressed={chosen}
      data-chosen={chosen || undefined}
      onClick={() => onChoose(row.id)}
    >
      <span className={classes.line}>
        <strong>{row.method}</strong>
        <code>{row.path === '' ? '/' : row.path}</code>
        <span className={classes.when}>
          <RelativeTime at={row.receivedAt} />
        </span>
      </span>
      <span className={classes.line}>
        <Mark tone={tone} {...(tone === 'good' ? { icon: IconShieldCheck } : {})}>
          {words}
        </Mark>
        {detail && (
          <span className={classes.detail} title={detail}>
            {detail}
          </span>
        )}
        <span className={classes.when}>
          {bytesWords(row.size)}, answered {row.answer}
        </span>
      </span>
    </button>
  );
}
