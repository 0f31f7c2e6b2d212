import { ActionIcon, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import type { ApiKey } from '@sista/shared/key/key.schema';
import { type Role, roles } from '@sista/shared/rights';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { usePages } from '../api/pages.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight, useSession } from '../api/session.ts';
import { api, trpc } from '../api/trpc.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Curl } from '../ui/Curl.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { IconKey, IconPlus, IconTrash } from '../ui/icons.ts';
import { Note } from '../ui/Note.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import classes from './SettingsFrame.module.css';
import { SettingsFrame } from './SettingsFrame.tsx';

const columns: readonly Column<ApiKey>[] = [
  { key: 'name', header: 'Name', cell: ({ name }) => name },
  { key: 'start', header: 'Key', from: 480, cell: ({ start }) => <code>{start}…</code> },
  { key: 'role', header: 'Role', cell: ({ role }) => <Mark>{role}</Mark> },
  { key: 'created', header: 'Made', from: 768, cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
  {
    key: 'used',
    header: 'Last used',
    from: 480,
    cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} empty="Never" />,
  },
  {
    key: 'delete',
    header: 'Actions',
    width: '72px',
    align: 'end',
    cell: (row) => <DeleteKey apiKey={row} />,
  },
];

/** Keys with which programs use the API. */
export function KeySettingsPage() {
  const mayRead = useRight('key.read');
  const [making, setMaking] = useState(false);
  return (
    <SettingsFrame
      title="API keys"
      description="With a key a program does over REST what its role allows. Everything of the editor is there."
      actions={
        mayRead && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
            New key
          </Button>
        )
      }
    >
      {mayRead ? (
        <Keys onNew={() => setMaking(true)} />
      ) : (
        <Note tone="wait" title="Your role does not show keys">
          Owners and admins see and make them.
        </Note>
      )}
      <Modal opened={making} onClose={() => setMaking(false)} title={<strong>New API key</strong>}>
        {making && <NewKey onClose={() => setMaking(false)} />}
      </Modal>
    </SettingsFrame>
  );
}

function Keys({ onNew }: { onNew: () => void }) {
  const session = useSession();
  const pages = usePages(trpc.key.list.queryKey({}), (after) => api.key.list.query(after ? { after } : {}));
  return (
    <>
      <Table
        label="API keys"
        columns={columns}
        pages={pages}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconKey} title="No keys yet" action={<Button onClick={onNew}>Make a key</Button>}>
            A key is for scripts, tests and other systems. It is shown once, when it is made.
          </EmptyState>
        }
      />
      {session && (
        <>
          <Curl
            label="List the flows"
            method="GET"
            url={`${session.publicUrl}/api/v1/flows`}
            headers={{ authorization: 'Bearer sk_…' }}
          />
          <p className={classes.quiet}>
            All operations are described at <a href="/docs">/docs</a>.
          </p>
        </>
      )}
    </>
  );
}

function NewKey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const create = useMutation({
    ...trpc.key.create.mutationOptions(),
    meta: { ownError: true },
    onSuccess: () => queryClient.invalidateQueries(trpc.key.pathFilter()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, role });
  };
  if (create.data) return <ShownKey value={create.data.key} onClose={onClose} />;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="What uses it."
          required
          maxLength={100}
          placeholder="Deploy script"
          value={name}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Role"
          description="What it may do, as for people. Viewers only read."
          data={roles.map((each) => ({ value: each, label: each }))}
          value={role}
          allowDeselect={false}
          onChange={(next) => setRole((next ?? role) as Role)}
        />
        {create.error && <ErrorPanel error={create.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ShownKey({ value, onClose }: { value: string; onClose: () => void }) {
  return (
    <Stack gap="sm">
      <Note tone="wait" title="Copy it now">
        This is the only time that the key is shown. Only its hash is kept.
      </Note>
      <div className={classes.secret}>
        <code>{value}</code>
        <CopyButton text={value} label="Copy the key" />
      </div>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
}

function DeleteKey({ apiKey: { id, name, start } }: { apiKey: ApiKey }) {
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    ...trpc.key.delete.mutationOptions(),
    onSuccess: () => {
      setAsking(false);
      return queryClient.invalidateQueries(trpc.key.pathFilter());
    },
  });
  return (
    <>
      <ActionIcon aria-label={`Delete the key ${name}`} onClick={() => setAsking(true)}>
        <IconTrash size={16} />
      </ActionIcon>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate({ id })}
        title={`Delete the key ${name}?`}
        verb="Delete the key"
        danger
        busy={remove.isPending}
      >
        What uses {start}… is refused from now on. This cannot be taken back.
      </ConfirmDialog>
    </>
  );
}
