import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import {
  type Credential,
  type CredentialType,
  credentialTypes,
} from '@sista/shared/credential/credential.schema';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { credentialForms, type PartTexts, readValue } from './credential-parts.ts';
import { ValueFields } from './ValueFields.tsx';

export type CredentialFormProps = {
  /** The types to choose from; empty for all. */
  types: readonly string[];
  onClose: () => void;
  onCreated: (credential: Credential) => void;
};

/** Stores a secret. It is written once and never read again. */
export function CredentialForm({ types, onClose, onCreated }: CredentialFormProps) {
  const offered = credentialTypes.filter((type) => types.length === 0 || types.includes(type));
  const [type, setType] = useState<CredentialType>(offered[0] ?? 'bearer');
  const [name, setName] = useState('');
  const [texts, setTexts] = useState<PartTexts>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  const create = useMutation({
    ...trpc.credential.create.mutationOptions(),
    meta: { ownError: true },
    onSuccess: async (created) => {
      await queryClient.invalidateQueries(trpc.credential.pathFilter());
      onCreated(created);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog can lie inside a form of its page; its submit must not hear of this one.
    event.stopPropagation();
    const read = readValue(type, texts);
    setProblems('problems' in read ? read.problems : {});
    if ('value' in read) create.mutate({ name, type, value: read.value });
  };
  return (
    <form onSubmit={submit}>
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
            data={offered.map((each) => ({ value: each, label: credentialForms[each].label }))}
            value={type}
            allowDeselect={false}
            comboboxProps={{ shadow: 'md' }}
            onChange={(next) => {
              setType((next ?? type) as CredentialType);
              setProblems({});
            }}
          />
        )}
        <Text size="sm" c="dimmed">
          {credentialForms[type].purpose}
        </Text>
        <ValueFields type={type} texts={texts} problems={problems} onChange={setTexts} />
        <Text size="sm" c="dimmed">
          It is stored encrypted. After this nobody can look at it again, only replace it.
        </Text>
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
