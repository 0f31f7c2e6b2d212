import type { ReactNode } from 'react';
import classes from './Panel.module.css';

/** A part of a page with a title and a thin line around. `flush` lets a table reach the border. */
export function Panel({
  title,
  actions,
  children,
  flush,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className={classes.panel} aria-label={title}>
      {(title || actions) && (
        <header>
          {title && <h2>{title}</h2>}
          <div>{actions}</div>
        </header>
      )}
      <div className={flush ? undefined : classes.content}>{children}</div>
    </section>
  );
}
