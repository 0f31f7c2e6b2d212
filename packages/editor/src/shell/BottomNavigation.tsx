import { Menu } from '@mantine/core';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { signOut } from '../api/session.ts';
import { IconDots } from '../ui/icons.ts';
import { PageLink, useOpenPage, usePageAddress } from '../ui/PageLink.tsx';
import classes from './BottomNavigation.module.css';
import { navigation } from './navigation.ts';
import { useHasPage } from './registered.ts';

const first = ['Flows', 'Runs', 'Employees', 'Webhooks'];

/** Below 768 px: four places and the rest behind a menu. */
export function BottomNavigation() {
  const hasPage = useHasPage();
  const address = usePageAddress();
  const openPage = useOpenPage();
  const navigate = useNavigate();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const entries = navigation.filter((entry) => hasPage(entry.paths[0]));
  const rest = entries.filter((entry) => !first.includes(entry.label));
  return (
    <nav className={classes.bar} aria-label="Main, at the bottom">
      {entries
        .filter((entry) => first.includes(entry.label))
        .map(({ label, icon: Icon, paths }) => (
          <PageLink
            key={label}
            to={paths[0]}
            className={classes.entry}
            aria-current={paths.some((path) => pathname.startsWith(address(path))) ? 'page' : undefined}
          >
            <Icon size={20} stroke={1.7} aria-hidden />
            {label}
          </PageLink>
        ))}
      <Menu position="top-end" width={200}>
        <Menu.Target>
          <button type="button" className={classes.entry}>
            <IconDots size={20} stroke={1.7} aria-hidden />
            More
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map(({ label, icon: Icon, paths }) => (
            <Menu.Item key={label} leftSection={<Icon size={16} />} onClick={() => openPage(paths[0])}>
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => void signOut().then(() => navigate({ href: '/sign-in' }))}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
