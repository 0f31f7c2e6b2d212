import type { RoleDefinition } from '@sista/shared/role/define-role';
import { roleDefinitions } from '@sista/shared/roles';

/** The roles that can be hired, `blank` last. */
export function listRoles() {
  const isBlank = ({ key }: RoleDefinition) => Number(key === 'blank');
  const data = Object.values(roleDefinitions)
    .sort((a, b) => isBlank(a) - isBlank(b) || a.title.localeCompare(b.title, 'en'))
    .map(({ key, title, summary, icon, suggestedName, tools }) => ({
      key,
      title,
      summary,
      icon,
      suggestedName,
      tools: [...tools],
    }));
  return { data, next: null };
}
