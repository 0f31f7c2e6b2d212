import { Menu, SegmentedControl, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { explainError } from '../api/error-words.ts';
import { notify } from '../api/notify.ts';
import { signOut, useSession } from '../api/session.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { IconLogout } from '../ui/icons.ts';
import classes from './SideNavigation.module.css';

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
];

export function UserMenu({ compact }: { compact: boolean }) {
  const session = useSession();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const user = session?.user;
  if (!user) return null;
  const leave = () =>
    signOut().then(
      () => navigate({ href: '/sign-in' }),
      (error: unknown) => notify({ tone: 'bad', ...explainError(error) }),
    );
  return (
    <Menu width={240} position="right-end">
      <Menu.Target>
        <Tooltip label={user.name} position="right" disabled={!compact}>
          <button
            type="button"
            className={classes.user}
            aria-label={compact ? `${user.name}: account and appearance` : undefined}
          >
            <Avatar name={user.name} seed={user.id} size={28} />
            {!compact && (
              <span className={classes.names}>
                <strong>{user.name}</strong>
                <span>{session.role}</span>
              </span>
            )}
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <div className={classes.scheme}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label="Colours"
            data={schemes}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
          />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
