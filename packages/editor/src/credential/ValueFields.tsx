import { PasswordInput, Text, TextInput } from '@mantine/core';
import type { CredentialType } from '@sista/shared/credential/credential.schema';
import { credentialForms, type PartTexts } from './credential-parts.ts';

/** The inputs for the value of a credential, by its type. */
export function ValueFields({
  type,
  texts,
  problems,
  onChange,
}: {
  type: CredentialType;
  texts: PartTexts;
  problems: Readonly<Record<string, string>>;
  onChange: (texts: PartTexts) => void;
}) {
  return (
    <>
      {credentialForms[type].parts.map((part) => {
        const Field = part.secret ? PasswordInput : TextInput;
        return (
          <Field
            key={part.name}
            label={part.label}
            withAsterisk={!part.optional}
            placeholder={part.placeholder ?? ''}
            autoComplete={part.secret ? 'new-password' : 'off'}
            value={texts[part.name] ?? ''}
            error={problems[part.name]}
            onChange={(event) => onChange({ ...texts, [part.name]: event.currentTarget.value })}
          />
        );
      })}
      {problems[''] && (
        <Text size="sm" c="var(--sf-bad)" role="alert">
          {problems['']}
        </Text>
      )}
    </>
  );
}
