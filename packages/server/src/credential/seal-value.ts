import { fingerprint, type SealKeys, seal } from '@sista/runtime/db';
import {
  type CredentialType,
  credentialValues,
  valueOfText,
} from '@sista/shared/credential/credential.schema';
import { Refusal } from '@sista/shared/refusal';

export type SealedValue = { sealed: Uint8Array<ArrayBuffer>; fingerprint: string; hint: string | null };

/**
 * Checks a value against its type and seals it for the credential `id` (a UUID). Refuses with the member that does
 * not fit; what was sent is never repeated in the message.
 */
export function sealValue(keys: SealKeys, id: string, type: CredentialType, value: unknown): SealedValue {
  const members = typeof value === 'string' ? valueOfText(type, value.trim()) : value;
  if (members === undefined) {
    throw new Refusal(
      'invalid_input',
      `value: A credential of type ${type} has several members. Send an object.`,
    );
  }
  const checked = credentialValues[type].safeParse(members);
  if (!checked.success) {
    const issues = checked.error.issues.map((issue) => ({
      path: ['value', ...issue.path].join('.'),
      message: issue.message,
    }));
    throw new Refusal('invalid_input', `${issues[0]?.path}: ${issues[0]?.message}`, { issues });
  }
  const text = JSON.stringify(checked.data);
  const plain: Record<string, unknown> = checked.data;
  return {
    sealed: seal(text, keys, `credential:${id}`),
    // Of a single secret the secret itself, so that both ends of a connection can compare what they hold.
    fingerprint: fingerprint(typeof plain.secret === 'string' ? plain.secret : text),
    hint: hintOf(type, plain),
  };
}

/** What may be shown: names and hosts whole, of a secret the last four characters if enough of it stays unknown. */
export function hintOf(type: CredentialType, value: Readonly<Record<string, unknown>>): string | null {
  const text = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
  switch (type) {
    case 'basic':
      return text('username');
    case 'header':
      return text('name');
    case 'smtp':
      return `${text('username') || text('from')} at ${text('host')}`;
    case 'postgres':
      return URL.canParse(text('url')) ? new URL(text('url')).host : null;
    case 'slack':
      return text('webhookUrl') ? new URL(text('webhookUrl')).host : tailOf(text('botToken'));
    default:
      return tailOf(text('secret') || text('token') || text('apiKey'));
  }
}

const tailOf = (secret: string) => (secret.length >= 16 ? `…${secret.slice(-4)}` : null);
