import { Button, Select, Switch } from '@mantine/core';
import type { Employee } from '@sista/shared/employee/employee.schema';
import type { ToolGrant } from '@sista/shared/tool/tool.schema';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { IconTools } from '../ui/icons.ts';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import classes from './EmployeePage.module.css';
import { effectWords, toolWords } from './role-list.ts';
import { useSaveEmployee } from './save-employee.ts';

/** Which of the team's tools this employee may use, and how strictly. */
export function EmployeeTools({ employee }: { employee: Employee }) {
  if (employee.teamId === null)
    return (
      <EmptyState icon={IconTools} title={`${employee.name} has no tools`}>
        Tools belong to teams. Choose a team in the overview, then grant its tools here.
      </EmptyState>
    );
  return <TeamTools employee={employee} teamId={employee.teamId} />;
}

function TeamTools({ employee, teamId }: { employee: Employee; teamId: string }) {
  const team = useQuery(trpc.team.get.queryOptions({ id: teamId }));
  const [grants, setGrants] = useState<readonly ToolGrant[]>(employee.tools);
  const mayWrite = useRight('employee.write');
  const readOnly = !mayWrite || employee.status === 'archived';
  const save = useSaveEmployee();
  if (team.error && !team.data) return <ErrorPanel error={team.error} onRetry={() => void team.refetch()} />;
  if (!team.data) return <Skeleton label="Loading the tools" />;
  const set = (name: string, grant: ToolGrant | undefined) =>
    setGrants([...grants.filter((each) => each.name !== name), ...(grant ? [grant] : [])]);
  return (
    <Panel title={`Tools of ${team.data.name}`} flush>
      <ul className={classes.tools}>
        {team.data.tools.map(({ name, description, effect }) => (
          <ToolRow
            key={name}
            name={name}
            description={description}
            effect={effect}
            grant={grants.find((each) => each.name === name)}
            readOnly={readOnly}
            onGrant={(grant) => set(name, grant)}
          />
        ))}
      </ul>
      {save.error && (
        <div className={classes.error}>
          <ErrorPanel error={save.error} />
        </div>
      )}
      {!readOnly && (
        <div className={classes.foot}>
          <Button
            loading={save.isPending}
            disabled={JSON.stringify(grants) === JSON.stringify(employee.tools)}
            onClick={() =>
              save.mutate({
                id: employee.id,
                revision: employee.revision,
                tools: grants.map((each) => ({ ...each })),
              })
            }
          >
            Save the tools
          </Button>
        </div>
      )}
    </Panel>
  );
}

type RowProps = {
  name: string;
  description: string;
  effect: string;
  grant: ToolGrant | undefined;
  readOnly: boolean;
  onGrant: (grant: ToolGrant | undefined) => void;
};

const policies = [
  { value: 'team', label: 'As the team' },
  { value: 'ask', label: 'Always ask' },
  { value: 'off', label: 'Off' },
];

function ToolRow({ name, description, effect, grant, readOnly, onGrant }: RowProps) {
  const policy = (next: string | null) => {
    const { policy: _before, ...rest } = grant ?? { name };
    onGrant(
      next === null || next === 'team' ? rest : { ...rest, policy: next as NonNullable<ToolGrant['policy']> },
    );
  };
  return (
    <li>
      <Switch
        checked={grant !== undefined}
        disabled={readOnly}
        aria-label={`May use ${toolWords(name)}`}
        onChange={(event) => onGrant(event.currentTarget.checked ? { name } : undefined)}
      />
      <div className={classes.about}>
        <strong>{toolWords(name)}</strong> <Mark>{effectWords[effect] ?? effect}</Mark>
        <p>{description}</p>
      </div>
      {grant && effect !== 'read' && (
        <Select
          size="xs"
          w={130}
          aria-label={`Policy of ${toolWords(name)}`}
          data={policies}
          value={grant.policy ?? 'team'}
          readOnly={readOnly}
          allowDeselect={false}
          onChange={policy}
        />
      )}
    </li>
  );
}
