import { ActionIcon, Tooltip } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import { useSession } from '../api/session.ts';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '../ui/icons.ts';
import { PageLink, usePageAddress } from '../ui/PageLink.tsx';
import { Logo } from './Logo.tsx';
import { type NavigationEntry, navigation } from './navigation.ts';
import { useHasPage } from './registered.ts';
import classes from './SideNavigation.module.css';
import { UserMenu } from './UserMenu.tsx';

export function SideNavigation({ compact, onToggle }: { compact: boolean; onToggle?: () => void }) {
  const session = useSession();
  const hasPage = useHasPage();
  return (
    <nav
      className={classes.nav}
      aria-label="Main"
      data-region="Navigation"
      tabIndex={-1}
      data-compact={compact || undefined}
    >
      <div className={classes.brand}>
        <Logo />
        {!compact && (
          <span className={classes.names}>
            <strong>Sista Flow</strong>
            <span title={session?.workspace.name}>{session?.workspace.name}</span>
          </span>
        )}
        {onToggle && !compact && <FoldButton compact={compact} onToggle={onToggle} />}
      </div>
      <ul className={classes.entries}>
        {navigation
          .filter((entry) => hasPage(entry.paths[0]))
          .map((entry) => (
            <Entry key={entry.label} entry={entry} compact={compact} />
          ))}
      </ul>
      {onToggle && compact && <FoldButton compact={compact} onToggle={onToggle} />}
      <UserMenu compact={compact} />
    </nav>
  );
}

function FoldButton({ compact, onToggle }: { compact: boolean; onToggle: () => void }) {
  const Icon = compact ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <ActionIcon
      className={classes.fold ?? ''}
      aria-label={compact ? 'Unfold the navigation' : 'Fold the navigation'}
      onClick={onToggle}
    >
      <Icon size={18} stroke={1.6} />
    </ActionIcon>
  );
}

function Entry({ entry, compact }: { entry: NavigationEntry; compact: boolean }) {
  const address = usePageAddress();
  const hasPage = useHasPage();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const isIn = (path: string) => pathname === address(path) || pathname.startsWith(`${address(path)}/`);
  const current = entry.paths.some(isIn);
  const Icon = entry.icon;
  const children = entry.children?.filter((child) => hasPage(child.path)) ?? [];
  const link = (
    <PageLink
      to={entry.paths[0]}
      className={classes.entry}
      data-current={current || undefined}
      aria-current={current && children.length === 0 ? 'page' : undefined}
    >
      <Icon size={18} stroke={1.7} aria-hidden />
      <span className={compact ? classes.hidden : undefined}>{entry.label}</span>
    </PageLink>
  );
  return (
    <li>
      {compact ? (
        <Tooltip label={entry.label} position="right">
          {link}
        </Tooltip>
      ) : (
        link
      )}
      {current && !compact && children.length > 0 && (
        <ul className={classes.children}>
          {children.map((child) => (
            <li key={child.path}>
              <PageLink
                to={child.path}
                className={classes.child}
                aria-current={isIn(child.path) ? 'page' : undefined}
              >
                {child.label}
              </PageLink>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
