import { type AddressInfo, createServer, type Socket } from 'node:net';

export type ReceivedMail = { from: string; to: string[]; message: string };

/** What the receiver does otherwise than take every mail: an answer by command, or a hang-up after the message. */
export type MailManners = { answers?: Readonly<Record<string, string>>; hangUpAfterMessage?: boolean };

export type MailReceiver = AsyncDisposable & { port: number; mails: ReceivedMail[]; logins: string[] };

/** A mail server on this machine that speaks as much SMTP as a sender needs, and keeps what it gets. */
export async function openMailReceiver(manners: MailManners = {}): Promise<MailReceiver> {
  const mails: ReceivedMail[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    converse(socket, manners, mails, logins);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    logins,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function converse(socket: Socket, manners: MailManners, mails: ReceivedMail[], logins: string[]): void {
  let mail: ReceivedMail = { from: '', to: [], message: '' };
  let inMessage = false;
  let pending = '';
  const say = (line: string) => socket.write(`${line}\r\n`);
  const usual: Readonly<Record<string, (line: string) => string>> = {
    EHLO: () => '250-test\r\n250 AUTH PLAIN',
    AUTH: (line) => {
      logins.push(Buffer.from(line.split(' ')[2] ?? '', 'base64').toString('utf8'));
      return '235 welcome';
    },
    MAIL: (line) => {
      mail = { from: addressIn(line), to: [], message: '' };
      return '250 ok';
    },
    RCPT: (line) => {
      mail.to.push(addressIn(line));
      return '250 ok';
    },
    DATA: () => '354 go on',
    QUIT: () => '221 bye',
  };
  const take = (line: string) => {
    if (inMessage && line === '.') return endMessage();
    if (inMessage) {
      mail.message += `${line}\r\n`;
      return;
    }
    const command = line.slice(0, 4).toUpperCase();
    const answer = manners.answers?.[`${command} ${addressIn(line)}`] ?? manners.answers?.[command];
    const said = answer ?? usual[command]?.(line) ?? '502 unknown';
    inMessage = command === 'DATA' && said.startsWith('354');
    say(said);
  };
  const endMessage = () => {
    inMessage = false;
    if (manners.hangUpAfterMessage) {
      socket.destroy();
      return;
    }
    const refused = manners.answers?.['.'];
    if (!refused) mails.push(mail);
    say(refused ?? '250 queued');
  };
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (pending + text).split('\r\n');
    pending = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  say('220 test ESMTP');
}

const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';
