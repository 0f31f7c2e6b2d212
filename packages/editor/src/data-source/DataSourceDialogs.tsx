import { Button, FileInput, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { DataSource } from '@sista/shared/data-source/data-source.schema';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { api, trpc } from '../api/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { DataSourceForm } from './DataSourceForm.tsx';
import { uploadFile, uploadProblem } from './upload-file.ts';

export const reloadSources = () => queryClient.invalidateQueries(trpc.dataSource.pathFilter());

type NewProps = { opened: boolean; onClose: () => void; onCreated: (source: DataSource) => void };

export function NewDataSourceDialog({ opened, onClose, onCreated }: NewProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>New data source</strong>}>
      {opened && <DataSourceForm onClose={onClose} onCreated={onCreated} />}
    </Modal>
  );
}

type DialogProps = { source: DataSource; opened: boolean; onClose: () => void };

export function ChangeDataSourceDialog(props: DialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={<strong>Change {props.source.name}</strong>}>
      {props.opened && <ChangeForm {...props} />}
    </Modal>
  );
}

function ChangeForm({ source, onClose }: DialogProps) {
  const [name, setName] = useState(source.name);
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<string>();
  const change = useMutation({
    mutationFn: async () => {
      if (name !== source.name) await api.dataSource.update.mutate({ id: source.id, name });
      if (file) await uploadFile(source.id, file);
    },
    meta: { ownError: true },
    onSettled: reloadSources,
    onSuccess: () => {
      notify({ tone: 'good', title: `${name} is changed` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = file ? uploadProblem(file) : undefined;
    setProblem(next);
    if (next === undefined) change.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FileInput
          label="New file"
          description="Replaces what it reads now. Steps that run meanwhile read the old or the new file."
          placeholder="Keep the present one"
          clearable
          value={file}
          error={problem}
          onChange={setFile}
        />
        <Text size="sm" c="dimmed">
          A name that a tool or a step knows cannot be changed.
        </Text>
        {change.error && <ErrorPanel error={change.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function DeleteDataSourceDialog({ source, opened, onClose }: DialogProps) {
  const remove = useMutation({
    ...trpc.dataSource.delete.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async () => {
      await reloadSources();
      notify({ tone: 'neutral', title: `${source.name} is deleted` });
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
      onConfirm={() => remove.mutate({ id: source.id })}
      title={`Delete the data source ${source.name}?`}
      verb="Delete the data source"
      danger
      busy={remove.isPending}
    >
      {source.file === null
        ? 'The file that was uploaded to it is deleted too.'
        : `The file ${source.file} stays in the folder of the server.`}{' '}
      While a flow or a tool reads from it, it cannot be deleted.
      {remove.error && <ErrorPanel error={remove.error} />}
    </ConfirmDialog>
  );
}
