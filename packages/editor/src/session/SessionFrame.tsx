import { type ReactNode, useEffect } from 'react';
import { Logo } from '../shell/Logo.tsx';
import classes from './SessionFrame.module.css';

/** What stands around the pages outside a workspace. */
export function SessionFrame({
  title,
  description,
  children,
}: {
  title: string;
  description: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Sista Flow`;
  }, [title]);
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.brand}>
          <Logo size={32} />
          <strong>Sista Flow</strong>
        </div>
        <section className={classes.card}>
          <h1>{title}</h1>
          <div className={classes.description}>{description}</div>
          {children}
        </section>
      </div>
    </main>
  );
}
