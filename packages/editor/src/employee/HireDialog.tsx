import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import type { RoleDefinition } from '@sista/shared/role/define-role';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { useOpenPage } from '../ui/PageLink.tsx';
import { ModelLabel } from './ModelLabel.tsx';
import classes from './RoleCatalogue.module.css';
import { RoleCatalogue } from './RoleCatalogue.tsx';
import { toolWords } from './role-list.ts';

const bench = 'bench';

/** Hiring: first the role, then name, team and instructions. `first` skips the catalogue. */
export function HireDialog({
  opened,
  onClose,
  first,
  teamId,
}: {
  opened: boolean;
  onClose: () => void;
  first?: RoleDefinition | undefined;
  teamId?: string;
}) {
  return (
    <Modal opened={opened} onClose={onClose} size={760} title={<strong>Hire an employee</strong>}>
      {opened && <Steps first={first} teamId={teamId} onClose={onClose} />}
    </Modal>
  );
}

type StepsProps = { first: RoleDefinition | undefined; teamId: string | undefined; onClose: () => void };

function Steps({ first, teamId, onClose }: StepsProps) {
  const [role, setRole] = useState(first);
  if (!role) return <RoleCatalogue onChoose={setRole} />;
  return <HireForm role={role} teamId={teamId} onBack={() => setRole(undefined)} onClose={onClose} />;
}

type FormProps = {
  role: RoleDefinition;
  teamId: string | undefined;
  onBack: () => void;
  onClose: () => void;
};

function HireForm({ role, teamId, onBack, onClose }: FormProps) {
  const teams = useQuery(trpc.team.list.queryOptions({ limit: 200 }));
  const [name, setName] = useState(role.suggestedName);
  const [title, setTitle] = useState(role.title);
  const [instructions, setInstructions] = useState(role.instructions);
  const [chosen, setChosen] = useState<string | undefined>(teamId);
  const open = useOpenPage();
  const hire = useMutation({
    ...trpc.employee.hire.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async (employee) => {
      notify({ tone: 'good', title: `${employee.name} works for you now` });
      await Promise.all([
        queryClient.invalidateQueries(trpc.employee.pathFilter()),
        queryClient.invalidateQueries(trpc.team.pathFilter()),
      ]);
      open(`/employees/${employee.id}`);
      onClose();
    },
  });
  const known = teams.data?.data ?? [];
  const team = known.find(({ id }) => id === (chosen ?? known[0]?.id));
  const value = chosen ?? team?.id ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const place = value === bench ? { teamId: null } : value === null ? {} : { teamId: value };
    hire.mutate({ role: role.key, name, title, instructions, ...place });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group grow align="flex-start" className={classes.row ?? ''}>
          <TextInput
            label="Name"
            required
            maxLength={100}
            value={name}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Title"
            required
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
        </Group>
        {known.length > 0 && (
          <Select
            label="Team"
            description={toolSentence(
              role,
              team?.tools.map((tool) => tool.name),
              value,
            )}
            data={[
              ...known.map(({ id, name: label }) => ({ value: id, label })),
              { value: bench, label: 'No team: the bench, without tools' },
            ]}
            value={value}
            allowDeselect={false}
            onChange={(next) => setChosen(next ?? undefined)}
          />
        )}
        <Textarea
          label="Instructions"
          description="Duties, rules, and what to do in doubt."
          autosize
          minRows={6}
          maxRows={14}
          maxLength={8_000}
          value={instructions}
          onChange={(event) => setInstructions(event.currentTarget.value)}
        />
        <Group gap="xs">
          Works on <ModelLabel model="default" />
        </Group>
        {hire.error && <ErrorPanel error={hire.error} />}
        <Group justify="space-between" gap="xs">
          <Button variant="subtle" color="gray" onClick={onBack}>
            Another role
          </Button>
          <Button type="submit" loading={hire.isPending}>
            Hire {name.trim() || 'the employee'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Which of the role's tools the team has: those are granted by hiring. */
function toolSentence(role: RoleDefinition, tools: readonly string[] | undefined, value: string | null) {
  if (value === bench || tools === undefined) return 'A team owns the tools that its members work with.';
  const granted = role.tools.filter((tool) => tools.includes(tool));
  if (granted.length === 0) return 'None of the tools of this role is in the team.';
  return `May use: ${granted.map(toolWords).join(', ')}.`;
}
