import type { RoleDefinition } from '@sista/shared/role/define-role';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import classes from './RoleCatalogue.module.css';
import { roleList, toolWords } from './role-list.ts';

/** Whom one can hire: a card for each role. */
export function RoleCatalogue({ onChoose }: { onChoose: (role: RoleDefinition) => void }) {
  return (
    <ul className={classes.roles}>
      {roleList.map((role) => (
        <li key={role.key}>
          <button type="button" className={classes.role} onClick={() => onChoose(role)}>
            <span className={classes.icon}>
              <CatalogueIcon name={role.icon} />
            </span>
            <span className={classes.words}>
              <strong>{role.title}</strong>
              <span>{role.summary}</span>
              {role.tools.length > 0 && <small>{role.tools.map(toolWords).join(' · ')}</small>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
