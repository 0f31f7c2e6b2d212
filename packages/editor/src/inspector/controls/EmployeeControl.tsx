import { Select } from '@mantine/core';
import { roleOfRef } from '@sista/shared/template/define-template';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/trpc.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { PageLink } from '../../ui/PageLink.tsx';
import type { ControlProps } from '../control-props.ts';
import { useInspector } from '../inspector-context.ts';
import classes from './controls.module.css';

/** Who does it: an employee of the workspace, or a role that is filled when the flow is used. */
export function EmployeeControl({ id, describedBy, value, onChange, issues }: ControlProps) {
  const { readOnly } = useInspector();
  const list = useQuery(trpc.employee.list.queryOptions({ limit: 200 }));
  const employees = (list.data?.data ?? []).filter(
    (employee) => employee.status !== 'archived' || employee.id === value,
  );
  const chosen = typeof value === 'string' && value !== '' ? value : null;
  const role = roleOfRef(chosen);
  const options = employees.map((employee) => ({ value: employee.id, label: employee.name }));
  if (role && chosen)
    options.unshift({ value: chosen, label: `Anybody of the role ${role.replaceAll('-', ' ')}` });
  const current = employees.find((employee) => employee.id === chosen);
  return (
    <div className={classes.stack}>
      <Select
        id={id}
        aria-describedby={describedBy}
        data={options}
        value={chosen}
        placeholder="Choose an employee"
        searchable
        disabled={readOnly}
        error={issues.length > 0}
        nothingFoundMessage="Nobody of that name"
        leftSection={current && <Avatar name={current.name} seed={current.id} size={22} />}
        comboboxProps={{ shadow: 'md' }}
        onChange={(next) => onChange(next ?? '')}
      />
      {current && (
        <span className={classes.hint}>
          {current.title}
          {current.teamName ? `, ${current.teamName}` : ''} ·{' '}
          <PageLink to={`/employees/${current.id}`}>Open</PageLink>
        </span>
      )}
      {list.data && employees.length === 0 && (
        <span className={classes.hint}>
          Nobody works here yet. <PageLink to="/employees">Hire an employee</PageLink>
        </span>
      )}
    </div>
  );
}
