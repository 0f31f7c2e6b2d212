import { Button } from '@mantine/core';
import type { Team } from '@sista/shared/employee/employee.schema';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { HireDialog } from '../employee/HireDialog.tsx';
import { effectWords, toolWords } from '../employee/role-list.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { IconUserPlus } from '../ui/icons.ts';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { PageLink, useOpenPage } from '../ui/PageLink.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Progress } from '../ui/Progress.tsx';
import { Mark, StatusBadge } from '../ui/StatusBadge.tsx';
import { TeamForm } from './TeamForm.tsx';
import classes from './TeamPage.module.css';

/** One team: its charter and leader, who belongs to it, and the tools that it owns. */
export function TeamPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const team = useQuery(trpc.team.get.queryOptions({ id }));
  const mayWrite = useRight('employee.write');
  const [hiring, setHiring] = useState(false);
  if (team.error && !team.data)
    return (
      <PageBody>
        <ErrorPanel error={team.error} onRetry={() => void team.refetch()} />
      </PageBody>
    );
  if (!team.data) return <Progress label="Opening the team" />;
  const { name, members } = team.data;
  const working = members.filter(({ status }) => status !== 'archived');
  return (
    <>
      <PageHeader
        title={name}
        description={working.length === 1 ? 'A team of one' : `A team of ${working.length}`}
        parents={[{ label: 'Employees', to: '/employees' }]}
        actions={
          mayWrite && (
            <>
              <DeleteTeam team={team.data} />
              <Button leftSection={<IconUserPlus size={16} />} onClick={() => setHiring(true)}>
                Hire
              </Button>
            </>
          )
        }
      />
      <PageBody>
        <div className={classes.columns}>
          <Panel title="Charter and leader">
            <TeamForm key={team.data.revision} team={team.data} readOnly={!mayWrite} />
          </Panel>
          <div className={classes.column}>
            <Panel title="Members" flush>
              <Members team={team.data} />
            </Panel>
            <Panel title="Tools" flush>
              <Tools team={team.data} />
            </Panel>
          </div>
        </div>
      </PageBody>
      <HireDialog opened={hiring} onClose={() => setHiring(false)} teamId={id} />
    </>
  );
}

function Members({ team: { members, leaderId } }: { team: Team }) {
  if (members.length === 0) return <p className={classes.quiet}>Nobody is in this team yet.</p>;
  return (
    <ul className={classes.rows}>
      {members.map(({ id, name, title, status }) => (
        <li key={id}>
          <Avatar name={name} seed={id} size={32} />
          <div>
            <PageLink to={`/employees/${id}`}>{name}</PageLink>
            <p>{title}</p>
          </div>
          {id === leaderId && <Mark tone="active">Leader</Mark>}
          {status !== 'active' && <StatusBadge status={status} />}
        </li>
      ))}
    </ul>
  );
}

function Tools({ team: { tools } }: { team: Team }) {
  if (tools.length === 0)
    return <p className={classes.quiet}>This team owns no tools: its members work on what a task brings.</p>;
  return (
    <ul className={classes.rows}>
      {tools.map(({ id, name, description, effect }) => (
        <li key={id}>
          <div>
            <strong>{toolWords(name)}</strong> <Mark>{effectWords[effect] ?? effect}</Mark>
            <p>{description}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function DeleteTeam({ team: { id, name, members } }: { team: Team }) {
  const [asking, setAsking] = useState(false);
  const open = useOpenPage();
  const remove = useMutation({
    ...trpc.team.delete.mutationOptions(),
    onSuccess: async () => {
      notify({ tone: 'good', title: `The team ${name} is deleted` });
      open('/employees', { replace: true });
      await Promise.all([
        queryClient.invalidateQueries(trpc.team.list.pathFilter()),
        queryClient.invalidateQueries(trpc.employee.pathFilter()),
      ]);
    },
  });
  return (
    <>
      <Button variant="default" c="var(--sf-bad)" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate({ id })}
        title={`Delete the team ${name}?`}
        verb="Delete the team"
        danger
        busy={remove.isPending}
      >
        {members.length === 0
          ? 'Its charter and tools are gone for good.'
          : `Its tools are gone for good. Move its ${members.length === 1 ? 'member' : `${members.length} members`} to another team first.`}
      </ConfirmDialog>
    </>
  );
}
