import { PassThrough } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { defineExecutor } from '../../node/define-executor.ts';
import type { OpenCredential, StepContext } from '../../node/step-context.ts';
import { done, failed, StepFailed } from '../../node/step-result.ts';
import { type MailError, mailFailure } from './mail-failure.ts';
import { sendEmail } from './send-email.definition.ts';

type SmtpCredential = Extract<OpenCredential, { type: 'smtp' }>;
type Sent = { messageId: string; accepted: string[]; rejected: string[] };

export const executeSendEmail = defineExecutor(sendEmail, async ({ config, context }) => {
  const { subject, text } = config;
  const to = addressList(config.to);
  if (to.length === 0 || !to.every((address) => address.includes('@')))
    return failed('no_receiver', `"${to.join(', ')}" is no e-mail address. Check the expression in To.`, {
      path: 'to',
    });
  const cc = addressList(config.cc ?? []);
  const about = {
    name: 'mail',
    target: `mailto:${to.join(',')}`,
    preview: { to, ...(cc.length > 0 ? { cc } : {}), subject, text },
  };
  const message = { to, cc, subject, text, ...(config.replyTo ? { replyTo: config.replyTo } : {}) };
  const sent = await context.effect(about, async (key) => {
    const server = await mailServer(context, config.credential);
    return await sendThrough(server, message, key, context.signal);
  });
  if (sent.rejected.length > 0)
    context.log('warn', `Refused by the mail server: ${sent.rejected.join(', ')}`);
  return done('out', sent);
});

/** Looked up only when something is really sent: a test that holds back needs no mail server. */
async function mailServer(context: StepContext, id: string | undefined): Promise<SmtpCredential> {
  const opened = id === undefined ? undefined : await context.credential(id, ['smtp']);
  if (opened?.type === 'smtp') return opened;
  throw new StepFailed(
    failed('no_credential', 'No mail server is chosen. Choose one under Mail server, or create it there.', {
      path: 'credential',
    }),
  );
}

async function sendThrough(
  server: SmtpCredential,
  message: SendMailOptions,
  key: string,
  signal: AbortSignal,
): Promise<Sent> {
  const { host, port, secure, username, password, from } = server;
  const transport = createTransport({
    host,
    port,
    secure,
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    dnsTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let whole = false;
  transport.use('stream', (mail, next) => {
    mail.message.transform(() => new PassThrough().once('end', () => (whole = true)));
    next();
  });
  try {
    const messageId = `<${key.replace(/[^A-Za-z0-9.-]/g, '-')}@${domainOf(from)}>`;
    const sent = await transport.sendMail({ ...message, from, messageId, signal });
    return {
      messageId: sent.messageId,
      accepted: sent.accepted.map(String),
      rejected: sent.rejected.map(String),
    };
  } catch (error) {
    throw new StepFailed(mailFailure(error as MailError, `${host}:${port}`, whole));
  } finally {
    transport.close();
  }
}

function addressList(value: string | readonly string[]): string[] {
  const texts = typeof value === 'string' ? value.split(/[,;\n]/) : value;
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

const domainOf = (from: string) => /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'localhost';
