import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { BottomNavigation } from './BottomNavigation.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import { HealthBar } from './HealthBar.tsx';
import { useRegionKeys } from './region-keys.ts';
import { SideNavigation } from './SideNavigation.tsx';
import classes from './WorkspaceShell.module.css';

const flowEditor = /^\/w\/[^/]+\/flows\/[^/]+/;
const compactKey = 'sista.navigation.compact';

/** What stands around every page of a workspace: skip link, navigation, the page itself. */
export function WorkspaceShell() {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const [compact, setCompact] = useState(() => localStorage.getItem(compactKey) === 'yes');
  useRegionKeys();
  useEffect(() => localStorage.setItem(compactKey, compact ? 'yes' : 'no'), [compact]);
  // The flow editor needs the width: there the navigation is folded whatever was chosen.
  const inEditor = flowEditor.test(pathname);
  return (
    <div className={classes.shell} data-compact={compact || inEditor || undefined}>
      <a href="#page" className={classes.skip}>
        Skip to the page
      </a>
      <SideNavigation
        compact={compact || inEditor}
        {...(inEditor ? {} : { onToggle: () => setCompact(!compact) })}
      />
      <main id="page" className={classes.page} data-region="Page" tabIndex={-1}>
        <ConnectionBar />
        <HealthBar />
        <Outlet />
      </main>
      <BottomNavigation />
    </div>
  );
}
