import { credentialTypes } from '@sista/shared/credential/credential.schema';
import { describe, expect, it } from 'vitest';
import { credentialForms, readValue } from './credential-parts.ts';

const filled: Record<string, string> = {
  secret: 's',
  token: 't',
  username: 'ada',
  password: 'p',
  name: 'X-Api-Key',
  value: 'v',
  webhookUrl: 'https://hooks.slack.com/services/a',
  host: 'smtp.example.com',
  from: 'a@example.com',
  apiKey: 'k',
  url: 'postgresql://db.example/orders',
};

describe('the form of a credential', () => {
  it.each(credentialTypes)('gives a value of the type %s when it is filled in', (type) => {
    expect(readValue(type, filled)).toHaveProperty('value');
  });

  it('names the part that is missing', () => {
    expect(readValue('basic', { username: 'ada' })).toEqual({
      problems: { password: 'Password is missing.' },
    });
  });

  it('gives a problem that the schema finds to its part', () => {
    expect(readValue('header', { name: 'X Key', value: 'v' })).toEqual({
      problems: { name: 'A header name has letters, digits and dashes only.' },
    });
  });

  it('asks Slack for one of the two', () => {
    expect(readValue('slack', {})).toEqual({
      problems: { '': 'Enter the webhook address or the bot token.' },
    });
  });

  it('encrypts mail from the start on port 465', () => {
    expect(readValue('smtp', { ...filled, port: '465' })).toMatchObject({
      value: { port: 465, secure: true },
    });
  });

  it('shows every secret part as dots', () => {
    const named = /secret|token|password|apiKey|value|url/i;
    for (const { parts } of Object.values(credentialForms))
      for (const part of parts) expect(part.secret ?? false, part.name).toBe(named.test(part.name));
  });
});
