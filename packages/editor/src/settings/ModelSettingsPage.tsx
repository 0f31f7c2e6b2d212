import { Button, Modal } from '@mantine/core';
import { type ModelProvider, sandboxModelTitle } from '@sista/shared/model/model-provider.schema';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { notify } from '../api/notify.ts';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { modelWords } from '../employee/model-words.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { IconPlus } from '../ui/icons.ts';
import { KeyValues } from '../ui/KeyValues.tsx';
import { Note } from '../ui/Note.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Progress.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import { ProviderForm } from './ProviderForm.tsx';
import classes from './SettingsFrame.module.css';
import { SettingsFrame } from './SettingsFrame.tsx';

const reload = () => queryClient.invalidateQueries(trpc.model.pathFilter());

/** What employees think with: the sandbox, and providers that people add. */
export function ModelSettingsPage() {
  const models = useQuery(trpc.model.list.queryOptions());
  const mayWrite = useRight('model.write');
  const [adding, setAdding] = useState(false);
  return (
    <SettingsFrame
      title="Models"
      description="What employees think with. Any service that speaks the chat completions API can be added."
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            Add a provider
          </Button>
        )
      }
    >
      {models.error && !models.data && (
        <ErrorPanel error={models.error} onRetry={() => void models.refetch()} />
      )}
      {!models.data && !models.error && <Skeleton label="Loading the models" lines={5} />}
      {models.data && (
        <Note
          tone="active"
          title={`Employees work on ${modelWords('default', models.data).words}, unless they name another model`}
        >
          {modelWords('default', models.data).isSandbox
            ? 'Everything can be built and tested with it. Add a provider when the work shall be real.'
            : 'The sandbox stays there for tests.'}
        </Note>
      )}
      {models.data?.data.map((provider) => (
        <Provider
          key={provider.id}
          provider={provider}
          isDefault={models.data.defaultModel.startsWith(`${provider.slug}:`)}
          mayWrite={mayWrite}
        />
      ))}
      <Modal opened={adding} onClose={() => setAdding(false)} title={<strong>Add a provider</strong>}>
        {adding && <ProviderForm onClose={() => setAdding(false)} />}
      </Modal>
    </SettingsFrame>
  );
}

type ProviderProps = { provider: ModelProvider; isDefault: boolean; mayWrite: boolean };

function Provider({ provider, isDefault, mayWrite }: ProviderProps) {
  const isSandbox = provider.kind === 'sandbox';
  return (
    <Panel
      title={isSandbox ? sandboxModelTitle : provider.name}
      actions={
        <>
          {isDefault && <Mark tone="good">Default</Mark>}
          {provider.status === 'paused' && <Mark tone="bad">Paused</Mark>}
        </>
      }
    >
      <div className={classes.stack}>
        {isSandbox ? <SandboxWords /> : <ProviderFacts provider={provider} />}
        {mayWrite && <ProviderActions provider={provider} isDefault={isDefault} />}
      </div>
    </Panel>
  );
}

function SandboxWords() {
  return (
    <>
      <p>
        It plays scripts: it calls the real tools, copies values by name and fills the rest by rules. It needs
        no key and no network, and the same task has the same answer every time.
      </p>
      <p className={classes.quiet}>
        What it wrote begins with [sandbox]. What such runs send goes to the request inbox and not to the
        receiver, unless a flow says otherwise.
      </p>
    </>
  );
}

function ProviderFacts({ provider }: { provider: ModelProvider }) {
  const { baseUrl, hasKey, defaultModel, models, reason, slug } = provider;
  const checked = models.find(({ id }) => id === defaultModel);
  const abilities = checked
    ? [
        checked.tools ? 'calls tools' : 'calls no tools',
        checked.structured ? 'keeps to a schema' : 'needs repairs to keep to a schema',
        checked.usage ? 'counts its tokens' : 'tokens are estimated',
      ].join(', ')
    : 'Not checked yet';
  return (
    <>
      {reason && (
        <Note tone="bad" title="The last check or call failed">
          {reason}
        </Note>
      )}
      <KeyValues
        entries={[
          ['Address', baseUrl],
          ['Model', `${slug}:${defaultModel ?? ''}`],
          ['Key', hasKey ? 'Stored, never shown' : 'None'],
          ['It', abilities],
          ['Checked', checked ? <RelativeTime key="at" at={checked.checkedAt} empty="Never" /> : undefined],
        ]}
      />
    </>
  );
}

function ProviderActions({ provider, isDefault }: { provider: ModelProvider; isDefault: boolean }) {
  const { id, slug, name, kind, defaultModel } = provider;
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const check = useMutation({
    ...trpc.model.check.mutationOptions(),
    meta: { ownError: true },
    onSettled: reload,
  });
  const setDefault = useMutation({
    ...trpc.model.setDefault.mutationOptions(),
    onSuccess: () => {
      notify({ tone: 'good', title: `Employees work on ${name} from now on` });
      return reload();
    },
  });
  const remove = useMutation({
    ...trpc.model.delete.mutationOptions(),
    onSuccess: () => {
      setOpen(undefined);
      return reload();
    },
  });
  const isOwn = kind !== 'sandbox';
  return (
    <>
      {check.data && (
        <Note
          tone={check.data.ok ? 'active' : 'bad'}
          title={check.data.ok ? 'The check passed' : 'The check failed'}
        >
          {check.data.message}
        </Note>
      )}
      {check.error && <ErrorPanel error={check.error} />}
      <div className={classes.row}>
        {isOwn && (
          <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate({ id })}>
            Check
          </Button>
        )}
        {!isDefault && (
          <Button
            size="xs"
            variant="default"
            loading={setDefault.isPending}
            onClick={() => setDefault.mutate({ model: `${slug}:${defaultModel ?? ''}` })}
          >
            Make it the default
          </Button>
        )}
        {isOwn && (
          <>
            <Button size="xs" variant="default" onClick={() => setOpen('edit')}>
              Change
            </Button>
            <Button size="xs" variant="default" c="var(--sf-bad)" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        )}
      </div>
      <Modal
        opened={open === 'edit'}
        onClose={() => setOpen(undefined)}
        title={<strong>Change {name}</strong>}
      >
        {open === 'edit' && <ProviderForm provider={provider} onClose={() => setOpen(undefined)} />}
      </Modal>
      <ConfirmDialog
        opened={open === 'delete'}
        onClose={() => setOpen(undefined)}
        onConfirm={() => remove.mutate({ id })}
        title={`Delete the provider ${name}?`}
        verb="Delete the provider"
        danger
        busy={remove.isPending}
      >
        Its key is deleted too. Tasks of employees that name one of its models fail until they name another.
      </ConfirmDialog>
    </>
  );
}
