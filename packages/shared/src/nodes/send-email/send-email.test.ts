import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import type { TestStep } from '../../node/step-record.testing.ts';
import { type MailManners, openMailReceiver } from './mail-receiver.testing.ts';
import { sendEmail } from './send-email.definition.ts';
import { executeSendEmail } from './send-email.executor.ts';

const credential = 'crd_01h455vb4pex5vsknk084sn02q';
const mail = { to: 'ada@example.com', subject: 'Order 7', text: 'It ships tomorrow.' };

async function send(config: object, manners: MailManners = {}, step: TestStep = {}) {
  await using receiver = await openMailReceiver(manners);
  const server = { type: 'smtp', host: '127.0.0.1', port: receiver.port, secure: false } as const;
  const opened = { ...server, username: 'shop', password: 's3cret', from: 'Shop <shop@example.com>' };
  const run = await runExecutor(executeSendEmail, {
    credentials: { [credential]: opened },
    ...step,
    config: { credential, ...mail, ...config },
  });
  return { ...run, mails: receiver.mails, logins: receiver.logins };
}

describe('send-email', () => {
  it('sends one message through the server of the credential, signed in', async () => {
    const { result, mails, logins } = await send(
      {
        to: '{{ trigger.body.email }}, Bo <bo@example.com>',
        cc: 'cy@example.com',
        replyTo: 'help@example.com',
      },
      {},
      { scope: { trigger: { body: { email: 'ada@example.com' } } } },
    );
    expect(logins).toEqual(['\0shop\0s3cret']);
    expect(mails).toMatchObject([
      { from: 'shop@example.com', to: ['ada@example.com', 'bo@example.com', 'cy@example.com'] },
    ]);
    expect(mails[0]?.message).toMatch(/^Subject: Order 7\r$/m);
    expect(mails[0]?.message).toMatch(/^Reply-To: help@example.com\r$/m);
    expect(mails[0]?.message).toContain('It ships tomorrow.');
    expect(result).toMatchObject({
      kind: 'done',
      output: { accepted: ['ada@example.com', 'bo@example.com', 'cy@example.com'], rejected: [] },
    });
  });

  it('gives every attempt the same message id, made from the key of the effect', async () => {
    const first = await send({}, {}, { run: { attempt: 1 } });
    const second = await send({}, {}, { run: { attempt: 2 } });
    const messageId = `<${first.effects[0]?.key}@example.com>`;
    expect(first.mails[0]?.message.replace(/\r\n /g, ' ')).toContain(`Message-ID: ${messageId}`);
    expect(first.result).toMatchObject({ output: { messageId } });
    expect(second.result).toMatchObject({ output: { messageId } });
  });

  it('keeps a line break in a subject from adding a header', async () => {
    const { mails } = await send({ subject: 'Hello\r\nBcc: eve@example.com' });
    expect(mails).toMatchObject([{ to: ['ada@example.com'] }]);
    expect(mails[0]?.message).not.toMatch(/^Bcc:/m);
  });

  it('needs no mail server while effects are held back, and shows what would be sent', async () => {
    const { result, effects, mails } = await send({ credential: undefined }, {}, { holdBack: true });
    expect(effects).toMatchObject([
      { target: 'mailto:ada@example.com', preview: { ...mail, to: ['ada@example.com'] } },
    ]);
    expect(mails).toEqual([]);
    expect(result).toMatchObject({ kind: 'done' });
  });

  it('fails without a mail server when it really sends', async () => {
    const { result } = await send({ credential: undefined });
    expect(result).toMatchObject({ kind: 'failed', code: 'no_credential', path: 'credential' });
  });

  it.each(['', 'nobody', '{{ trigger.body.email }}', ', ;'])(
    'refuses the receiver %j and names the field',
    async (to) => {
      const { result, effects } = await send({ to });
      expect(result).toMatchObject({ kind: 'failed', retry: false, path: 'to' });
      expect(effects).toEqual([]);
    },
  );

  it.each([
    [{ AUTH: '535 wrong password' }, 'mail_sign_in', false, 'credential'],
    [{ AUTH: '454 try later' }, 'mail_sign_in', true, 'credential'],
    [{ RCPT: '550 no such user' }, 'mail_refused', false, 'to'],
    [{ RCPT: '450 mailbox busy' }, 'mail_refused', true, 'to'],
    [{ '.': '554 looks like spam' }, 'mail_refused', false, 'text'],
    [{ '.': '451 try later' }, 'mail_refused', true, 'text'],
  ])('takes the answer %j as %s, to be retried: %s', async (answers, code, retry, path) => {
    const { result, mails } = await send({}, { answers });
    expect(result).toMatchObject({ kind: 'failed', code, retry, path });
    expect(mails).toEqual([]);
  });

  it('succeeds where some receivers are refused, names them and says so in the log', async () => {
    const answers = { 'RCPT bo@example.com': '550 no such user' };
    const { result, logs } = await send({ to: 'ada@example.com, bo@example.com' }, { answers });
    expect(result).toMatchObject({ output: { accepted: ['ada@example.com'], rejected: ['bo@example.com'] } });
    expect(logs).toMatchObject([{ level: 'warn', text: expect.stringContaining('bo@example.com') }]);
  });

  it('says that the outcome is unknown when the connection breaks after the whole message', async () => {
    const { result } = await send({}, { hangUpAfterMessage: true });
    expect(result).toMatchObject({ kind: 'failed', code: 'effect_unknown', retry: false });
  });

  it('may be retried when the server cannot be reached', async () => {
    await using closed = await openMailReceiver();
    const { port } = closed;
    await closed[Symbol.asyncDispose]();
    const away = { type: 'smtp', host: '127.0.0.1', port, secure: false, from: 'shop@example.com' } as const;
    const { result } = await send({}, {}, { credentials: { [credential]: away } });
    expect(result).toMatchObject({ code: 'mail_unreachable', retry: true, path: 'credential' });
  });

  it('stops when the step is stopped', async () => {
    const { result, mails } = await send({}, {}, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ kind: 'failed', code: 'timeout' });
    expect(mails).toEqual([]);
  });

  it('warns while no mail server is chosen', () => {
    expect(sendEmail.issues(mail)).toMatchObject([{ level: 'warning', path: 'credential' }]);
  });
});
