import { type CredentialType, credentialValues } from '@sista/shared/credential/credential.schema';

export type CredentialPart = {
  name: string;
  label: string;
  secret?: boolean;
  placeholder?: string;
  optional?: boolean;
};

type TypeWords = { label: string; purpose: string; parts: readonly CredentialPart[] };

/** What each type is called, is for, and asks for. The schema of credentials knows the same members. */
export const credentialForms: Readonly<Record<CredentialType, TypeWords>> = {
  'signing-secret': {
    label: 'Signing secret',
    purpose: 'Checks that a request comes from its sender, or signs what we send.',
    parts: [{ name: 'secret', label: 'Secret', secret: true, placeholder: 'whsec_… or any shared secret' }],
  },
  bearer: {
    label: 'Bearer token',
    purpose: 'Sent as Authorization: Bearer with HTTP requests.',
    parts: [{ name: 'token', label: 'Token', secret: true }],
  },
  basic: {
    label: 'User and password',
    purpose: 'Basic sign-in of HTTP requests.',
    parts: [
      { name: 'username', label: 'User' },
      { name: 'password', label: 'Password', secret: true },
    ],
  },
  header: {
    label: 'Header',
    purpose: 'A header with a key, as many services ask for it.',
    parts: [
      { name: 'name', label: 'Header', placeholder: 'X-Api-Key' },
      { name: 'value', label: 'Value', secret: true },
    ],
  },
  slack: {
    label: 'Slack',
    purpose: 'Posts to Slack, by an incoming webhook or as a bot. One of the two is enough.',
    parts: [
      {
        name: 'webhookUrl',
        label: 'Webhook address',
        secret: true,
        optional: true,
        placeholder: 'https://hooks.slack.com/services/…',
      },
      { name: 'botToken', label: 'Bot token', secret: true, optional: true, placeholder: 'xoxb-…' },
    ],
  },
  smtp: {
    label: 'Mail server (SMTP)',
    purpose: 'Sends e-mail. Port 465 is encrypted from the start, others change to it.',
    parts: [
      { name: 'host', label: 'Server', placeholder: 'smtp.example.com' },
      { name: 'port', label: 'Port', optional: true, placeholder: '587' },
      { name: 'username', label: 'User', optional: true },
      { name: 'password', label: 'Password', secret: true, optional: true },
      { name: 'from', label: 'Sender', placeholder: 'Orders <orders@example.com>' },
    ],
  },
  'model-provider': {
    label: 'Model provider key',
    purpose: 'Pays for the models that employees think with.',
    parts: [{ name: 'apiKey', label: 'API key', secret: true }],
  },
  mcp: {
    label: 'MCP server token',
    purpose: 'Signs in at a server whose tools employees use.',
    parts: [{ name: 'token', label: 'Token', secret: true }],
  },
  postgres: {
    label: 'PostgreSQL database',
    purpose: 'A database that flows and employees may read.',
    parts: [
      { name: 'url', label: 'Address', secret: true, placeholder: 'postgresql://user:password@host/db' },
    ],
  },
};

export type PartTexts = Readonly<Record<string, string>>;

/** The value to store, or what is wrong by part; a problem of the whole stands under ``. */
export function readValue(
  type: CredentialType,
  texts: PartTexts,
): { value: Record<string, unknown> } | { problems: Record<string, string> } {
  const { parts } = credentialForms[type];
  const problems: Record<string, string> = {};
  const value: Record<string, unknown> = {};
  for (const { name, label, optional } of parts) {
    const text = texts[name]?.trim() ?? '';
    if (text !== '') value[name] = text;
    else if (!optional) problems[name] = `${label} is missing.`;
  }
  if (type === 'smtp') {
    value.port = Number(value.port ?? 587);
    value.secure = value.port === 465;
  }
  if (Object.keys(problems).length > 0) return { problems };
  const parsed = credentialValues[type].safeParse(value);
  if (parsed.success) return { value };
  for (const { path, message } of parsed.error.issues) problems[String(path[0] ?? '')] ??= message;
  return { problems };
}
