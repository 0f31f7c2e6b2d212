import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { useOpenPage } from '../ui/PageLink.tsx';

export function NewTeamDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>New team</strong>}>
      {opened && <NewTeamForm onClose={onClose} />}
    </Modal>
  );
}

function NewTeamForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [charter, setCharter] = useState('');
  const open = useOpenPage();
  const create = useMutation({
    ...trpc.team.create.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async (team) => {
      await queryClient.invalidateQueries(trpc.team.pathFilter());
      open(`/teams/${team.id}`);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, charter });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          maxLength={100}
          placeholder="Order desk"
          value={name}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label="Charter"
          description="Given to every member with each task."
          autosize
          minRows={4}
          maxLength={4_000}
          value={charter}
          onChange={(event) => setCharter(event.currentTarget.value)}
        />
        {create.error && <ErrorPanel error={create.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create the team
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
