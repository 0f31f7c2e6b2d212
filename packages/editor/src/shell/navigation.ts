import {
  IconHierarchy2,
  type IconInbox,
  IconKey,
  IconPlayerPlay,
  IconSettings,
  IconTemplate,
  IconUsers,
  IconWebhook,
} from '../ui/icons.ts';

export type NavigationEntry = {
  label: string;
  icon: typeof IconInbox;
  /** Below `/w/<workspace>`; the first is where the entry leads, all of them make it the current one. */
  paths: readonly [string, ...string[]];
  children?: readonly { label: string; path: string }[];
};

/** The left navigation, in its order. Entries whose page does not exist in this build are left out. */
export const navigation: readonly NavigationEntry[] = [
  { label: 'Flows', icon: IconHierarchy2, paths: ['/flows'] },
  { label: 'Templates', icon: IconTemplate, paths: ['/templates'] },
  { label: 'Runs', icon: IconPlayerPlay, paths: ['/runs'] },
  { label: 'Employees', icon: IconUsers, paths: ['/employees', '/teams'] },
  {
    label: 'Webhooks',
    icon: IconWebhook,
    paths: ['/webhooks/request-inbox', '/webhooks'],
    children: [
      { label: 'Request inbox', path: '/webhooks/request-inbox' },
      { label: 'Received', path: '/webhooks/received' },
      { label: 'Deliveries', path: '/webhooks/deliveries' },
    ],
  },
  { label: 'Credentials', icon: IconKey, paths: ['/data/credentials'] },
  { label: 'Settings', icon: IconSettings, paths: ['/settings'] },
];
