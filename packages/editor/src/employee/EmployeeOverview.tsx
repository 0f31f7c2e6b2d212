import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import type { Employee } from '@sista/shared/employee/employee.schema';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { KeyValues } from '../ui/KeyValues.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { Panel } from '../ui/Panel.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import classes from './EmployeePage.module.css';
import { modelChoices } from './model-words.ts';
import { toolWords } from './role-list.ts';
import { useSaveEmployee } from './save-employee.ts';

const autonomies = [
  { value: 'draft', label: 'Draft: every write asks' },
  { value: 'ask', label: 'Ask: a write without a policy of its own asks' },
  { value: 'auto', label: 'Auto: writes run' },
];
const bench = 'bench';

/** Name, place and model, and the facts beside them. */
export function EmployeeOverview({ employee }: { employee: Employee }) {
  const { title, role, tools, version, createdAt, updatedAt, teamId, teamName } = employee;
  return (
    <div className={classes.columns}>
      <Panel title="Who this is">
        <OverviewForm employee={employee} />
      </Panel>
      <Panel title="At a glance">
        <KeyValues
          entries={[
            ['Title', title],
            ['Role', toolWords(role.replaceAll('-', '_'))],
            [
              'Team',
              teamId ? (
                <PageLink key="team" to={`/teams/${teamId}`}>
                  {teamName}
                </PageLink>
              ) : (
                'None: the bench'
              ),
            ],
            ['Tools', tools.length === 0 ? 'None' : tools.map(({ name }) => toolWords(name)).join(', ')],
            ['Version', `${version}`],
            ['Hired', <RelativeTime key="hired" at={createdAt} />],
            ['Changed', <RelativeTime key="changed" at={updatedAt} />],
          ]}
        />
        <p className={classes.hint}>
          A run keeps the version that it began with, whatever is changed here meanwhile.
        </p>
      </Panel>
    </div>
  );
}

function OverviewForm({ employee }: { employee: Employee }) {
  const { id, revision } = employee;
  const [form, setForm] = useState({
    name: employee.name,
    title: employee.title,
    persona: employee.persona,
    model: employee.model,
    autonomy: employee.autonomy as string,
    team: employee.teamId ?? bench,
  });
  const canWrite = useRight('employee.write');
  const readOnly = !canWrite || employee.status === 'archived';
  const teams = useQuery(trpc.team.list.queryOptions({ limit: 200 }));
  const models = useQuery({ ...trpc.model.list.queryOptions(), staleTime: 60_000 });
  const save = useSaveEmployee();
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { team, autonomy, ...rest } = form;
    save.mutate({
      id,
      revision,
      ...rest,
      autonomy: autonomy as Employee['autonomy'],
      teamId: team === bench ? null : team,
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          readOnly={readOnly}
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Title"
          required
          readOnly={readOnly}
          value={form.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <Select
          label="Team"
          description="Moving changes which tools can be used, never who somebody is."
          data={[
            ...(teams.data?.data ?? []).map(({ id: value, name }) => ({ value, label: name })),
            { value: bench, label: 'No team: the bench' },
          ]}
          value={form.team}
          readOnly={readOnly}
          allowDeselect={false}
          onChange={(team) => change({ team: team ?? bench })}
        />
        <Select
          label="Model"
          data={modelChoices(models.data, form.model)}
          value={form.model}
          readOnly={readOnly}
          allowDeselect={false}
          onChange={(model) => change({ model: model ?? 'default' })}
        />
        <Select
          label="Autonomy"
          data={autonomies}
          value={form.autonomy}
          readOnly={readOnly}
          allowDeselect={false}
          onChange={(autonomy) => change({ autonomy: autonomy ?? 'ask' })}
        />
        <Textarea
          label="Persona"
          description="Tone, language, signature."
          autosize
          minRows={2}
          maxLength={2_000}
          readOnly={readOnly}
          value={form.persona}
          onChange={(event) => change({ persona: event.currentTarget.value })}
        />
        {save.error && <ErrorPanel error={save.error} />}
        {!readOnly && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              Save the changes
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
