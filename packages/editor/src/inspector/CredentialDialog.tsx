import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { type CredentialType, credentialTypes } from '@sista/shared/credential/credential.schema';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';

type Part = { name: string; label: string; secret?: boolean; placeholder?: string };

/** What is asked for each type; the schema of credentials knows the same members. */
const partsOf: Readonly<Record<CredentialType, readonly Part[]>> = {
  'signing-secret': [
    { name: 'secret', label: 'Secret', secret: true, placeholder: 'whsec_… or any shared secret' },
  ],
  bearer: [{ name: 'token', label: 'Token', secret: true }],
  basic: [
    { name: 'username', label: 'User' },
    { name: 'password', label: 'Password', secret: true },
  ],
  header: [
    { name: 'name', label: 'Header', placeholder: 'X-Api-Key' },
    { name: 'value', label: 'Value', secret: true },
  ],
  slack: [{ name: 'token', label: 'Bot token', secret: true, placeholder: 'xoxb-…' }],
  smtp: [
    { name: 'host', label: 'Server', placeholder: 'smtp.example.com' },
    { name: 'port', label: 'Port', placeholder: '587' },
    { name: 'username', label: 'User' },
    { name: 'password', label: 'Password', secret: true },
    { name: 'from', label: 'Sender', placeholder: 'Orders <orders@example.com>' },
  ],
  'model-provider': [{ name: 'apiKey', label: 'API key', secret: true }],
  mcp: [{ name: 'token', label: 'Token', secret: true }],
  postgres: [{ name: 'url', label: 'Address', secret: true, placeholder: 'postgresql://…' }],
};

export type CredentialDialogProps = {
  opened: boolean;
  onClose: () => void;
  /** The types to choose from; empty for all. */
  types: readonly string[];
  /** The id of what was stored. */
  onCreated: (id: string) => void;
};

/** Stores a secret. It is written once and never read again. */
export function CredentialDialog({ opened, onClose, types, onCreated }: CredentialDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>New credential</strong>}>
      {opened && <CredentialForm types={types} onClose={onClose} onCreated={onCreated} />}
    </Modal>
  );
}

function CredentialForm({ types, onClose, onCreated }: Omit<CredentialDialogProps, 'opened'>) {
  const offered = credentialTypes.filter((type) => types.length === 0 || types.includes(type));
  const [type, setType] = useState<CredentialType>(offered[0] ?? 'bearer');
  const [name, setName] = useState('');
  const [values, setValues] = useState<Record<string, string>>({});
  const create = useMutation({ ...trpc.credential.create.mutationOptions(), meta: { ownError: true } });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The dialog lies inside forms of its page; their submit must not hear of this one.
    event.stopPropagation();
    const created = await create
      .mutateAsync({ name, type, value: storedValue(type, values) })
      .catch(() => undefined);
    if (!created) return;
    await queryClient.invalidateQueries(trpc.credential.pathFilter());
    onCreated(created.id);
    onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          value={name}
          placeholder="Shop, production"
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {offered.length > 1 && (
          <Select
            label="Type"
            data={offered.map((each) => ({ value: each, label: each.replaceAll('-', ' ') }))}
            value={type}
            allowDeselect={false}
            onChange={(next) => setType((next ?? type) as CredentialType)}
          />
        )}
        {partsOf[type].map((part) => {
          const Field = part.secret ? PasswordInput : TextInput;
          return (
            <Field
              key={part.name}
              label={part.label}
              placeholder={part.placeholder ?? ''}
              autoComplete="off"
              value={values[part.name] ?? ''}
              onChange={(event) => setValues({ ...values, [part.name]: event.currentTarget.value })}
            />
          );
        })}
        {create.error && <ErrorPanel error={create.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Store the credential
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function storedValue(
  type: CredentialType,
  values: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const filled = partsOf[type]
    .map(({ name }) => [name, values[name] ?? ''] as const)
    .filter(([, text]) => text !== '');
  const value: Record<string, unknown> = Object.fromEntries(filled);
  if (type === 'smtp') {
    const port = Number(value.port ?? 587);
    return { ...value, port, secure: port === 465 };
  }
  return value;
}
