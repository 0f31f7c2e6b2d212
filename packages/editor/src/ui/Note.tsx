import type { ReactNode } from 'react';
import classes from './Note.module.css';

/** A note with a tinted ground: a reason, a warning, something to keep. */
export function Note({
  tone,
  title,
  children,
}: {
  tone: 'wait' | 'bad' | 'active';
  title: string;
  children: ReactNode;
}) {
  return (
    <div className={classes.note} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <strong>{title}</strong>
      <div>{children}</div>
    </div>
  );
}
