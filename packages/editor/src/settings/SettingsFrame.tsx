import { useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { PageLink, usePageAddress } from '../ui/PageLink.tsx';
import classes from './SettingsFrame.module.css';

const places = [
  { path: '/settings/workspace', label: 'Workspace' },
  { path: '/settings/keys', label: 'API keys' },
  { path: '/settings/models', label: 'Models' },
  { path: '/settings/data-sources', label: 'Data sources' },
  { path: '/settings/webhooks', label: 'Webhooks' },
  { path: '/settings/appearance', label: 'Appearance' },
  { path: '/settings/keyboard', label: 'Keyboard' },
  { path: '/settings/health', label: 'Health' },
] as const;

/** A page of the settings with the way to the others. */
export function SettingsFrame({
  title,
  description,
  actions,
  children,
}: {
  title: string;
  description: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const address = usePageAddress();
  return (
    <>
      <PageHeader
        title={title}
        description={description}
        parents={[{ label: 'Settings', to: '/settings/workspace' }]}
        actions={actions}
      />
      <PageBody>
        <div className={classes.frame}>
          <nav aria-label="Settings">
            <ul className={classes.places}>
              {places.map(({ path, label }) => (
                <li key={path}>
                  <PageLink to={path} aria-current={pathname === address(path) ? 'page' : undefined}>
                    {label}
                  </PageLink>
                </li>
              ))}
            </ul>
          </nav>
          <div className={classes.content}>{children}</div>
        </div>
      </PageBody>
    </>
  );
}
