import { Button, Tabs } from '@mantine/core';
import type { Employee } from '@sista/shared/employee/employee.schema';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { z } from 'zod';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { useFilters } from '../ui/Filters.tsx';
import { IconPlayerPause, IconPlayerPlay } from '../ui/icons.ts';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { Progress } from '../ui/Progress.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { EmployeeInstructions } from './EmployeeInstructions.tsx';
import { EmployeeOverview } from './EmployeeOverview.tsx';
import { EmployeeTools } from './EmployeeTools.tsx';
import { ModelLabel } from './ModelLabel.tsx';
import { keepEmployee } from './save-employee.ts';

const tabs = z.object({ tab: z.enum(['instructions', 'tools']).optional() });

/** One employee: who this is, what the duties are, which tools may be used. */
export function EmployeePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const employee = useQuery(trpc.employee.get.queryOptions({ id }));
  const { values, set } = useFilters(tabs);
  if (employee.error && !employee.data)
    return (
      <PageBody>
        <ErrorPanel error={employee.error} onRetry={() => void employee.refetch()} />
      </PageBody>
    );
  if (!employee.data) return <Progress label="Opening the employee" />;
  const { name, title, status, model, teamId, teamName } = employee.data;
  return (
    <>
      <PageHeader
        title={name}
        description={title}
        parents={[
          { label: 'Employees', to: '/employees' },
          ...(teamId && teamName ? [{ label: teamName, to: `/teams/${teamId}` }] : []),
        ]}
        badge={
          <>
            <Avatar name={name} seed={id} size={28} />
            <StatusBadge status={status} />
            <ModelLabel model={model} />
          </>
        }
        actions={<Actions employee={employee.data} />}
      />
      <PageBody>
        <Tabs
          value={values.tab ?? 'overview'}
          onChange={(tab) => set({ tab: tab === 'overview' ? undefined : (tab as (typeof values)['tab']) })}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="overview">Overview</Tabs.Tab>
            <Tabs.Tab value="instructions">Instructions</Tabs.Tab>
            <Tabs.Tab value="tools">Tools</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="overview">
            <EmployeeOverview key={employee.data.revision} employee={employee.data} />
          </Tabs.Panel>
          <Tabs.Panel value="instructions">
            <EmployeeInstructions key={employee.data.revision} employee={employee.data} />
          </Tabs.Panel>
          <Tabs.Panel value="tools">
            <EmployeeTools key={employee.data.revision} employee={employee.data} />
          </Tabs.Panel>
        </Tabs>
      </PageBody>
    </>
  );
}

function Actions({ employee }: { employee: Pick<Employee, 'id' | 'name' | 'status' | 'revision'> }) {
  const { id, name, status, revision } = employee;
  const mayWrite = useRight('employee.write');
  const [archiving, setArchiving] = useState(false);
  const update = useMutation({ ...trpc.employee.update.mutationOptions(), onSuccess: keepEmployee });
  const archive = useMutation({
    ...trpc.employee.archive.mutationOptions(),
    onSuccess: async (archived) => {
      setArchiving(false);
      notify({ tone: 'good', title: `${name} is archived` });
      await keepEmployee(archived);
      await queryClient.invalidateQueries(trpc.team.pathFilter());
    },
  });
  if (!mayWrite || status === 'archived') return null;
  const isPaused = status === 'paused';
  return (
    <>
      <Button
        variant="default"
        leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        loading={update.isPending}
        onClick={() => update.mutate({ id, revision, status: isPaused ? 'active' : 'paused' })}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <Button variant="default" c="var(--sf-bad)" onClick={() => setArchiving(true)}>
        Archive
      </Button>
      <ConfirmDialog
        opened={archiving}
        onClose={() => setArchiving(false)}
        onConfirm={() => archive.mutate({ id })}
        title={`Archive ${name}?`}
        verb="Archive the employee"
        danger
        busy={archive.isPending}
      >
        New tasks fail from now on, and flows that name {name} cannot be published until they name somebody
        else. What {name} did stays readable. This cannot be taken back; hire somebody for the role instead.
      </ConfirmDialog>
    </>
  );
}
