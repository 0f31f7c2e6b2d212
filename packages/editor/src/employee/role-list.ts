import type { RoleDefinition } from '@sista/shared/role/define-role';
import { roleDefinitions } from '@sista/shared/roles';

const isBlank = ({ key }: RoleDefinition) => Number(key === 'blank');

/** The role catalogue, the blank one last. */
export const roleList: readonly RoleDefinition[] = Object.values(roleDefinitions).toSorted(
  (a, b) => isBlank(a) - isBlank(b) || a.title.localeCompare(b.title, 'en'),
);

export const roleIcon = (key: string): string => roleDefinitions[key]?.icon ?? 'User';

/** `check_stock` as people say it. */
export const toolWords = (name: string): string => name.replaceAll('_', ' ');

/** What a tool does to the world. */
export const effectWords: Readonly<Record<string, string>> = {
  read: 'Reads',
  idempotent_write: 'Writes, safe to repeat',
  write: 'Writes',
};
