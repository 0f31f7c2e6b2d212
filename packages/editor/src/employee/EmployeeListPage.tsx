import { Button } from '@mantine/core';
import type { RoleDefinition } from '@sista/shared/role/define-role';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { NewTeamDialog } from '../team/NewTeamDialog.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { ChoiceFilter, FilterBar, SearchFilter, useFilters } from '../ui/Filters.tsx';
import { IconUserPlus, IconUsersGroup } from '../ui/icons.ts';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import classes from './EmployeeListPage.module.css';
import { EmployeeTeam } from './EmployeeTeam.tsx';
import { HireDialog } from './HireDialog.tsx';
import { RoleCatalogue } from './RoleCatalogue.tsx';

const filters = z.object({
  q: z.string().max(200).optional(),
  status: z.enum(['active', 'paused', 'archived']).optional(),
});
const statuses = [
  { value: 'active', label: 'Active' },
  { value: 'paused', label: 'Paused' },
  { value: 'archived', label: 'Archived' },
];

/** Everybody who works here, by team. While nobody does, the role catalogue stands open. */
export function EmployeeListPage() {
  const { values, set, active, clear } = useFilters(filters);
  const employees = useQuery({
    ...trpc.employee.list.queryOptions({ ...values, limit: 200 }),
    placeholderData: (previous) => previous,
  });
  const mayHire = useRight('employee.write');
  const [hiring, setHiring] = useState<{ role?: RoleDefinition }>();
  const [makingTeam, setMakingTeam] = useState(false);
  const shown = employees.data?.data.filter(
    ({ status }) => status !== 'archived' || values.status === 'archived',
  );
  const isFirst = active === 0 && shown?.length === 0;
  return (
    <>
      <PageHeader
        title="Employees"
        description="Named workers with duties and tools. A flow gives them tasks; you say what they may do."
        actions={
          mayHire && (
            <>
              <Button
                variant="default"
                leftSection={<IconUsersGroup size={16} />}
                onClick={() => setMakingTeam(true)}
              >
                New team
              </Button>
              <Button leftSection={<IconUserPlus size={16} />} onClick={() => setHiring({})}>
                Hire
              </Button>
            </>
          )
        }
      />
      <PageBody>
        {isFirst ? (
          <Nobody onChoose={(role) => setHiring({ role })} mayHire={mayHire} />
        ) : (
          <>
            <FilterBar active={active} onClear={clear}>
              <SearchFilter value={values.q} placeholder="Find an employee" onChange={(q) => set({ q })} />
              <ChoiceFilter
                label="Status"
                value={values.status}
                options={statuses}
                onChange={(status) => set({ status: status as (typeof values)['status'] })}
              />
            </FilterBar>
            {employees.error && !shown && (
              <ErrorPanel error={employees.error} onRetry={() => void employees.refetch()} />
            )}
            {employees.isPending && <Skeleton label="Loading the employees" lines={6} />}
            {shown && <Teams employees={shown} />}
          </>
        )}
      </PageBody>
      <HireDialog opened={hiring !== undefined} onClose={() => setHiring(undefined)} first={hiring?.role} />
      <NewTeamDialog opened={makingTeam} onClose={() => setMakingTeam(false)} />
    </>
  );
}

function Nobody({ onChoose, mayHire }: { onChoose: (role: RoleDefinition) => void; mayHire: boolean }) {
  if (!mayHire)
    return <p className={classes.quiet}>Nobody works here yet. People with the editor role hire.</p>;
  return (
    <div className={classes.sections}>
      <p className={classes.quiet}>
        Nobody works here yet. Choose a role: it brings duties, a tone and fitting tools, and all of it can be
        changed. Using a template hires whom it needs by itself.
      </p>
      <RoleCatalogue onChoose={onChoose} />
    </div>
  );
}

type Listed = Parameters<typeof EmployeeTeam>[0]['members'][number];

function Teams({ employees }: { employees: readonly Listed[] }) {
  const groups = Map.groupBy(employees, ({ teamId }) => teamId);
  const named = [...groups].toSorted(([, a], [, b]) =>
    (a[0]?.teamName ?? '￿').localeCompare(b[0]?.teamName ?? '￿', 'en'),
  );
  if (named.length === 0) return <p className={classes.quiet}>Nobody fits these filters.</p>;
  return (
    <div className={classes.sections}>
      {named.map(([teamId, members]) => (
        <EmployeeTeam key={teamId ?? 'bench'} teamId={teamId} members={members} />
      ))}
    </div>
  );
}
