import { describe, expect, it } from 'vitest';
import { hintOf } from './seal-value.ts';

describe('the hint of a credential', () => {
  it.each([
    ['bearer', { token: 'a-long-enough-token' }, '…oken'],
    ['bearer', { token: 'short-token' }, null],
    ['basic', { username: 'ada', password: 'secret' }, 'ada'],
    ['header', { name: 'X-Key', value: 'secret' }, 'X-Key'],
    [
      'smtp',
      { host: 'mail.example', from: 'a@b.example', password: 'secret' },
      'a@b.example at mail.example',
    ],
    ['postgres', { url: 'postgresql://u:secret@db.example:5432/shop' }, 'db.example:5432'],
    ['slack', { webhookUrl: 'https://hooks.example/services/secret' }, 'hooks.example'],
    ['slack', { botToken: 'xoxb-1234567890-secret' }, '…cret'],
  ] as const)('of type %s shows %o as %s', (type, value, hint) => {
    expect(hintOf(type, value)).toBe(hint);
  });
});
