import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';

export type NewBinDialogProps = { opened: boolean; onClose: () => void; onCreated: (id: string) => void };

/** One more address, for keeping the requests of one thing apart from others. */
export function NewBinDialog({ opened, onClose, onCreated }: NewBinDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>New address</strong>}>
      {opened && <NewBinForm onClose={onClose} onCreated={onCreated} />}
    </Modal>
  );
}

function NewBinForm({ onClose, onCreated }: Omit<NewBinDialogProps, 'opened'>) {
  const [name, setName] = useState('');
  const create = useMutation({
    ...trpc.bin.create.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries(trpc.bin.list.pathFilter());
      onClose();
      onCreated(id);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="Its requests stand apart from those of other addresses."
          placeholder="Shop, staging"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.error && <ErrorPanel error={create.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make the address
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
