import { Loader } from '@mantine/core';
import classes from './Progress.module.css';

/** Something is on its way. Nothing is drawn for the first 150 ms, so that quick answers do not flicker. */
export function Progress({ label }: { label: string }) {
  return (
    <div className={classes.progress} role="status">
      <Loader size="sm" aria-hidden="true" />
      <span>{label}</span>
    </div>
  );
}

/** Grey bars in the shape of what will come. */
export function Skeleton({ lines = 3, label }: { lines?: number; label: string }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <span key={line} style={{ width: `${92 - ((line * 23) % 45)}%` }} />
      ))}
    </div>
  );
}
