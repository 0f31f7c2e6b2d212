import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { Credential } from '@sista/shared/credential/credential.schema';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { type PartTexts, readValue } from './credential-parts.ts';
import { ValueFields } from './ValueFields.tsx';

type DialogProps = { credential: Credential; opened: boolean; onClose: () => void };

export function RenameDialog(props: DialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={<strong>Rename {props.credential.name}</strong>}
    >
      {props.opened && <RenameForm {...props} />}
    </Modal>
  );
}

function RenameForm({ credential, onClose }: DialogProps) {
  const [name, setName] = useState(credential.name);
  const update = useUpdate('Renamed', onClose);
  return (
    <DialogForm
      verb="Rename"
      busy={update.isPending}
      error={update.error}
      onClose={onClose}
      onSubmit={() => update.mutate({ id: credential.id, name })}
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        Flows that use it go on: they know it by its id.
      </Text>
    </DialogForm>
  );
}

export function ReplaceValueDialog(props: DialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={<strong>New value for {props.credential.name}</strong>}
    >
      {props.opened && <ReplaceForm {...props} />}
    </Modal>
  );
}

function ReplaceForm({ credential, onClose }: DialogProps) {
  const [texts, setTexts] = useState<PartTexts>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  const update = useUpdate('The new value is in use', onClose);
  const submit = () => {
    const read = readValue(credential.type, texts);
    setProblems('problems' in read ? read.problems : {});
    if ('value' in read) update.mutate({ id: credential.id, value: read.value });
  };
  return (
    <DialogForm
      verb="Write the new value"
      busy={update.isPending}
      error={update.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Text size="sm" c="dimmed">
        The stored value cannot be shown. The new one replaces it at once, for every flow that uses it.
      </Text>
      <ValueFields type={credential.type} texts={texts} problems={problems} onChange={setTexts} />
    </DialogForm>
  );
}

export function DeleteCredentialDialog({ credential, opened, onClose }: DialogProps) {
  const remove = useMutation({
    ...trpc.credential.delete.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.credential.pathFilter());
      notify({ tone: 'neutral', title: `${credential.name} is deleted` });
      onClose();
    },
  });
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={close}
      onConfirm={() => remove.mutate({ id: credential.id })}
      title={`Delete the credential ${credential.name}?`}
      verb="Delete the credential"
      danger
      busy={remove.isPending}
    >
      Its value is gone for good. Drafts that name it show an issue until you choose another one. While a live
      flow needs it, it cannot be deleted.
      {remove.error && <ErrorPanel error={remove.error} />}
    </ConfirmDialog>
  );
}

function useUpdate(done: string, onClose: () => void) {
  return useMutation({
    ...trpc.credential.update.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async ({ name }) => {
      await queryClient.invalidateQueries(trpc.credential.pathFilter());
      notify({ tone: 'good', title: done, message: name });
      onClose();
    },
  });
}

type DialogFormProps = {
  verb: string;
  busy: boolean;
  error: unknown;
  children: ReactNode;
  onClose: () => void;
  onSubmit: () => void;
};

function DialogForm({ verb, busy, error, children, onClose, onSubmit }: DialogFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {children}
        {error !== null && error !== undefined && <ErrorPanel error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
