import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

export type EmptyStateProps = {
  icon: Icon;
  title: string;
  /** What can stand here, and how it gets here. */
  children: ReactNode;
  /** The button that does it. */
  action?: ReactNode;
  /** More to try, below: a curl line, a list of doors. */
  more?: ReactNode;
};

/** An empty list teaches: it says what will stand there and offers the way to it. */
export function EmptyState({ icon: Icon, title, children, action, more }: EmptyStateProps) {
  return (
    <section className={classes.empty}>
      <span className={classes.icon}>
        <Icon size={26} stroke={1.5} aria-hidden />
      </span>
      <h2>{title}</h2>
      <div className={classes.text}>{children}</div>
      {action && <div className={classes.actions}>{action}</div>}
      {more && <div className={classes.more}>{more}</div>}
    </section>
  );
}
