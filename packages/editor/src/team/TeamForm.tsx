import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import type { Team } from '@sista/shared/employee/employee.schema';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';

/** Name, charter and leader of a team. */
export function TeamForm({ team, readOnly }: { team: Team; readOnly: boolean }) {
  const { id, revision, members } = team;
  const [name, setName] = useState(team.name);
  const [charter, setCharter] = useState(team.charter);
  const [leaderId, setLeaderId] = useState(team.leaderId);
  const save = useMutation({
    ...trpc.team.update.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async (saved) => {
      notify({ tone: 'good', title: 'The team is saved' });
      queryClient.setQueryData(trpc.team.get.queryKey({ id }), saved);
      await Promise.all([
        queryClient.invalidateQueries(trpc.team.list.pathFilter()),
        queryClient.invalidateQueries(trpc.employee.pathFilter()),
      ]);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ id, revision, name, charter, leaderId });
  };
  const working = members.filter(({ status }) => status !== 'archived');
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          maxLength={100}
          readOnly={readOnly}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label="Charter"
          description="Given to every member with each task."
          autosize
          minRows={8}
          maxRows={20}
          maxLength={4_000}
          readOnly={readOnly}
          value={charter}
          onChange={(event) => setCharter(event.currentTarget.value)}
        />
        <Select
          label="Leader"
          description="A task that is given to the team goes to the leader."
          placeholder="Nobody yet"
          data={working.map((member) => ({ value: member.id, label: `${member.name}, ${member.title}` }))}
          value={leaderId}
          readOnly={readOnly}
          clearable={!readOnly}
          onChange={setLeaderId}
        />
        {save.error && <ErrorPanel error={save.error} />}
        {!readOnly && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              Save the team
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
