import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { IconChevronRight } from './icons.ts';
import classes from './PageHeader.module.css';
import { PageLink } from './PageLink.tsx';

export type PageHeaderProps = {
  title: string;
  /** One sentence: what this page is for, or what this thing is. */
  description?: ReactNode;
  /** Where this page belongs. */
  parents?: readonly { label: string; to: string }[];
  /** Beside the title: a status. */
  badge?: ReactNode;
  /** At the right: buttons. */
  actions?: ReactNode;
};

/** The head of a page. Its title is the page's only `h1` and the title of the tab. */
export function PageHeader({ title, description, parents = [], badge, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Sista Flow`;
  }, [title]);
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {parents.length > 0 && (
          <nav aria-label="Where this page belongs" className={classes.parents}>
            {parents.map((parent) => (
              <span key={parent.to}>
                <PageLink to={parent.to}>{parent.label}</PageLink>
                <IconChevronRight size={14} aria-hidden />
              </span>
            ))}
          </nav>
        )}
        <div className={classes.title}>
          <h1>{title}</h1>
          {badge}
        </div>
        {description && <div className={classes.description}>{description}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}

/** The content of a page below its head, with the usual margins. `narrow` for forms and reading. */
export function PageBody({ children, narrow }: { children: ReactNode; narrow?: boolean }) {
  return (
    <div className={classes.body} data-narrow={narrow || undefined}>
      {children}
    </div>
  );
}
