import { ActionIcon, Button, Menu } from '@mantine/core';
import { type Credential, credentialTypes } from '@sista/shared/credential/credential.schema';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { notify } from '../api/notify.ts';
import { usePages } from '../api/pages.ts';
import { useRight } from '../api/session.ts';
import { api, trpc } from '../api/trpc.ts';
import { CredentialDialog } from '../inspector/CredentialDialog.tsx';
import { NothingFits } from '../run/NoRuns.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ChoiceFilter, FilterBar, useFilters } from '../ui/Filters.tsx';
import {
  IconDots,
  IconEdit,
  IconKey,
  IconPlus,
  IconReplace,
  IconShieldCheck,
  IconTrash,
} from '../ui/icons.ts';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import { DeleteCredentialDialog, RenameDialog, ReplaceValueDialog } from './CredentialDialogs.tsx';
import classes from './CredentialListPage.module.css';
import { credentialForms } from './credential-parts.ts';

const filters = z.object({ type: z.enum(credentialTypes).optional() });

/** What flows and employees sign in with. Names and fingerprints only: a value is never shown again. */
export function CredentialListPage() {
  const [adding, setAdding] = useState(false);
  const mayWrite = useRight('credential.write');
  const { values, set, active, clear } = useFilters(filters);
  const query = values.type === undefined ? {} : { type: values.type };
  const pages = usePages(trpc.credential.list.queryKey(query), (after) =>
    api.credential.list.query({ ...query, ...(after === undefined ? {} : { after }) }),
  );
  const create = (
    <Button
      size="xs"
      leftSection={<IconPlus size={14} />}
      disabled={!mayWrite}
      onClick={() => setAdding(true)}
    >
      New credential
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Credentials"
        description="Secrets that flows and employees use. A stored value is encrypted and never shown again."
        actions={create}
      />
      <PageBody>
        <FilterBar active={active} onClear={clear}>
          <ChoiceFilter
            label="Type"
            value={values.type}
            options={credentialTypes.map((value) => ({ value, label: credentialForms[value].label }))}
            onChange={(type) => set({ type: type as typeof values.type })}
          />
        </FilterBar>
        <Table
          label="Credentials"
          columns={columns}
          pages={pages}
          rowKey={(row) => row.id}
          empty={
            active > 0 ? <NothingFits what="credential" onClear={clear} /> : <NoCredentials action={create} />
          }
        />
      </PageBody>
      <CredentialDialog
        opened={adding}
        types={[]}
        onClose={() => setAdding(false)}
        onCreated={() =>
          notify({ tone: 'good', title: 'Stored', message: 'Choose it in a step by its name.' })
        }
      />
    </>
  );
}

const columns: readonly Column<Credential>[] = [
  { key: 'name', header: 'Name', cell: (row) => <Name row={row} /> },
  { key: 'type', header: 'Type', from: 480, cell: (row) => credentialForms[row.type].label },
  {
    key: 'fingerprint',
    header: 'Fingerprint',
    from: 768,
    cell: (row) => <code className={classes.code}>{row.fingerprint}</code>,
  },
  { key: 'used', header: 'Last used', cell: (row) => <RelativeTime at={row.lastUsedAt} empty="never" /> },
  { key: 'updated', header: 'Written', from: 768, cell: (row) => <RelativeTime at={row.updatedAt} /> },
  { key: 'by', header: 'Created by', from: 1100, cell: (row) => row.createdBy },
  { key: 'menu', header: 'Actions', align: 'end', width: '72px', cell: (row) => <RowMenu row={row} /> },
];

function Name({ row }: { row: Credential }) {
  return (
    <div className={classes.name}>
      <span>{row.name}</span>
      {row.hint && <code className={classes.hint}>{row.hint}</code>}
    </div>
  );
}

type Dialog = 'rename' | 'replace' | 'delete' | undefined;

function RowMenu({ row }: { row: Credential }) {
  const [dialog, setDialog] = useState<Dialog>();
  const mayWrite = useRight('credential.write');
  const check = useMutation({
    ...trpc.credential.check.mutationOptions(),
    onSuccess: ({ ok, message }) =>
      notify({ tone: ok ? 'good' : 'bad', title: ok ? `${row.name} is in order` : row.name, message }),
  });
  const close = () => setDialog(undefined);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${row.name}`} loading={check.isPending} disabled={!mayWrite}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconShieldCheck size={15} />} onClick={() => check.mutate({ id: row.id })}>
            Check
          </Menu.Item>
          <Menu.Item leftSection={<IconEdit size={15} />} onClick={() => setDialog('rename')}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={<IconReplace size={15} />} onClick={() => setDialog('replace')}>
            Write a new value
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            c="var(--sf-bad)"
            leftSection={<IconTrash size={15} />}
            onClick={() => setDialog('delete')}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RenameDialog credential={row} opened={dialog === 'rename'} onClose={close} />
      <ReplaceValueDialog credential={row} opened={dialog === 'replace'} onClose={close} />
      <DeleteCredentialDialog credential={row} opened={dialog === 'delete'} onClose={close} />
    </>
  );
}

function NoCredentials({ action }: { action: React.ReactNode }) {
  return (
    <EmptyState icon={IconKey} title="No credentials yet" action={action}>
      A credential is a secret under a name: a token for an HTTP request, the secret that proves a sender, the
      key of a model provider. Steps name it, so the secret itself is in no flow, no export and no log.
    </EmptyState>
  );
}
