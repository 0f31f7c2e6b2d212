import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import type { ModelProvider } from '@sista/shared/model/model-provider.schema';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { queryClient } from '../api/query-client.ts';
import { api, trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Note } from '../ui/Note.tsx';

type Form = { name: string; baseUrl: string; apiKey: string; defaultModel: string };

/** Stores a provider and checks it at once: what it can do, or what is wrong, in words. */
export function ProviderForm({ provider, onClose }: { provider?: ModelProvider; onClose: () => void }) {
  const [form, setForm] = useState<Form>({
    name: provider?.name ?? '',
    baseUrl: provider?.baseUrl ?? '',
    apiKey: '',
    defaultModel: provider?.defaultModel ?? '',
  });
  const [storedId, setStoredId] = useState(provider?.id);
  const save = useMutation({
    mutationFn: async () => {
      const id = await store(storedId, form);
      setStoredId(id);
      return api.model.check.mutate({ id });
    },
    meta: { ownError: true },
    onSettled: () => queryClient.invalidateQueries(trpc.model.pathFilter()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const field = (name: keyof Form) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  });
  const passed = save.data?.ok === true;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput label="Name" required placeholder="Acme AI" data-autofocus {...field('name')} />
        <TextInput
          label="Base URL"
          description="What stands before /chat/completions."
          required
          type="url"
          placeholder="https://api.example.com/v1"
          {...field('baseUrl')}
        />
        <PasswordInput
          label="API key"
          description={
            provider?.hasKey ? 'Leave it empty to keep the stored one.' : 'Empty where none is needed.'
          }
          autoComplete="off"
          {...field('apiKey')}
        />
        <TextInput
          label="Model"
          description="Its name at the provider."
          required
          placeholder="fast-1"
          {...field('defaultModel')}
        />
        {save.data && (
          <Note
            tone={passed ? 'active' : 'bad'}
            title={passed ? 'The check passed' : 'Stored, but the check failed'}
          >
            {save.data.message}
          </Note>
        )}
        {save.error && <ErrorPanel error={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {save.data ? 'Close' : 'Cancel'}
          </Button>
          {!passed && (
            <Button type="submit" loading={save.isPending}>
              Save and check
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** The id of the stored provider. A second try after a failed check changes the first one. */
async function store(id: string | undefined, { apiKey, ...rest }: Form): Promise<string> {
  const key = apiKey === '' ? {} : { apiKey };
  if (id !== undefined) return (await api.model.update.mutate({ id, ...rest, ...key })).id;
  return (await api.model.create.mutate({ kind: 'openai-compatible', ...rest, ...key })).id;
}
