import { Button, FileInput, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import type { DataSource } from '@sista/shared/data-source/data-source.schema';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { queryClient } from '../api/query-client.ts';
import { api, trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { sizeWords, uploadFile, uploadProblem } from './upload-file.ts';

export type DataSourceFormProps = { onClose: () => void; onCreated: (source: DataSource) => void };

type Wanted = { name: string; upload: File | null; file: string | null };

/** Adds a SQLite file: one from this computer, or one that lies in the folder of the server. */
export function DataSourceForm({ onClose, onCreated }: DataSourceFormProps) {
  const [name, setName] = useState('');
  const [upload, setUpload] = useState<File | null>(null);
  const [file, setFile] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const found = useQuery(trpc.dataSource.files.queryOptions());
  const create = useMutation({
    mutationFn: createWithFile,
    meta: { ownError: true },
    onSuccess: async (created) => {
      await queryClient.invalidateQueries(trpc.dataSource.pathFilter());
      onCreated(created);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog can lie inside a form of its page; its submit must not hear of this one.
    event.stopPropagation();
    const missing = upload === null && file === null ? 'Choose a file.' : undefined;
    const next = upload ? uploadProblem(upload) : missing;
    setProblem(next);
    if (next === undefined) create.mutate({ name, upload, file });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          placeholder="Shop"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FileInput
          label="SQLite file from this computer"
          description="At most 50 MB. Flows and employees read it; nothing ever writes to it."
          placeholder="Choose a file"
          clearable
          value={upload}
          error={problem}
          onChange={(next) => {
            setUpload(next);
            if (next) setFile(null);
          }}
        />
        <Select
          label="Or a file of the server"
          description={`Files in ${found.data?.folder ?? 'data-sources'} of the server's data folder.`}
          placeholder={found.data?.files.length === 0 ? 'None is there' : 'Choose a file'}
          data={(found.data?.files ?? []).map((each) => ({
            value: each.name,
            label: `${each.name} (${sizeWords(each.bytes)})`,
          }))}
          value={file}
          clearable
          comboboxProps={{ shadow: 'md' }}
          onChange={(next) => {
            setFile(next);
            if (next) setUpload(null);
          }}
        />
        <Text size="sm" c="dimmed">
          Everybody who may edit flows here can read all of its tables.
        </Text>
        {create.error && <ErrorPanel error={create.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Add the data source
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

async function createWithFile({ name, upload, file }: Wanted): Promise<DataSource> {
  const created = await api.dataSource.create.mutate({ name, ...(upload || !file ? {} : { file }) });
  if (!upload) return created;
  try {
    return await uploadFile(created.id, upload);
  } catch (error) {
    // Without its file it is of no use, and its name would be taken when the form is sent again.
    await api.dataSource.delete.mutate({ id: created.id });
    throw error;
  }
}
