import { connect as connectPlain, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { isAddress } from './address-class.ts';
import { judgeAddress, type TargetPolicy } from './address-guard.ts';
import type { ResolveName } from './resolve-name.ts';

/** Why a request got no answer. `unknown` is of the caller: the process died while it was out. */
export type FailureClass =
  | 'blocked'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'aborted';

export class ConnectFailure extends Error {
  readonly class: FailureClass;

  constructor(failureClass: FailureClass, message: string) {
    super(message);
    this.name = 'ConnectFailure';
    this.class = failureClass;
  }
}

/** What is known of a socket from its making; `requests` counts those it has served. */
export type SocketNotes = {
  dnsMs: number;
  connectMs: number;
  tlsMs: number | null;
  tlsVersion: string | null;
  certificateEndsAt: string | null;
  requests: number;
};

const notes = new WeakMap<object, SocketNotes>();
export const notesOf = (socket: object): SocketNotes | undefined => notes.get(socket);

const connectTimeoutMs = 3_000;
const mostAddresses = 3;

/**
 * A connector for undici that asks the guard at every connect, since names move, and again of the address that
 * really answered. TLS begins after that, and the first byte of the request after TLS.
 */
export function guardedConnector(policy: TargetPolicy, resolve: ResolveName): buildConnector.connector {
  return connectorOf((options, deadline) => dialGuarded(options, policy, resolve, deadline));
}

/** Dials our own listener for ingresses and request inboxes of our own, whatever the public URL resolves to. */
export function ownConnector(listener: () => { host: string; port: number }): buildConnector.connector {
  return connectorOf(async () => {
    const startedAt = performance.now();
    const { host, port } = listener();
    const socket = await dial(host, port, startedAt + connectTimeoutMs);
    return noted(socket, { dnsMs: 0, connectMs: since(startedAt) });
  });
}

function connectorOf(
  open: (options: buildConnector.Options, deadline: number) => Promise<Socket | TLSSocket>,
): buildConnector.connector {
  return (options, callback) => {
    open(options, performance.now() + connectTimeoutMs).then(
      (socket) => callback(null, socket.setNoDelay(true)),
      (error: Error) => callback(error, null),
    );
  };
}

async function dialGuarded(
  options: buildConnector.Options,
  policy: TargetPolicy,
  resolve: ResolveName,
  deadline: number,
): Promise<Socket | TLSSocket> {
  const host = options.hostname.replace(/^\[|\]$/g, '');
  const secure = options.protocol === 'https:';
  const port = Number(options.port || (secure ? 443 : 80));
  const startedAt = performance.now();
  const addresses = allowed(await addressesOf(host, policy, resolve), host, secure, policy);
  const resolvedAt = performance.now();
  const socket = await dialFirst(addresses, port, deadline);
  const answered = judgeAddress(socket.remoteAddress ?? '', policy, host);
  if (!answered.ok) {
    socket.destroy();
    throw new ConnectFailure('blocked', answered.message);
  }
  const connectedAt = performance.now();
  const known = {
    dnsMs: Math.round(resolvedAt - startedAt),
    connectMs: Math.round(connectedAt - resolvedAt),
  };
  if (!secure) return noted(socket, known);
  const safe = await secured(socket, host, deadline);
  return noted(safe, { ...known, tlsMs: since(connectedAt) }, safe);
}

async function addressesOf(host: string, policy: TargetPolicy, resolve: ResolveName): Promise<string[]> {
  if (isAddress(host)) return [host];
  try {
    return await resolve(host, policy.allowPrivate || policy.hosts.has(host));
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'no answer';
    throw new ConnectFailure(
      'dns',
      `The name ${host} could not be resolved (${code}). Check the URL and its DNS records.`,
    );
  }
}

/** A name is refused only when none of its addresses is left. */
function allowed(
  addresses: readonly string[],
  host: string,
  secure: boolean,
  policy: TargetPolicy,
): string[] {
  const judged = addresses.map((address) => ({ address, verdict: judgeAddress(address, policy, host) }));
  const left = judged.filter(({ verdict }) => verdict.ok && (secure || verdict.class === 'private'));
  if (left.length > 0) return left.map(({ address }) => address).slice(0, mostAddresses);
  const refusal = judged.find(({ verdict }) => !verdict.ok)?.verdict;
  if (refusal !== undefined && !refusal.ok) throw new ConnectFailure('blocked', refusal.message);
  throw new ConnectFailure(
    'blocked',
    `http:// would send the message unencrypted. Use https:// for ${host}.`,
  );
}

async function dialFirst(addresses: readonly string[], port: number, deadline: number): Promise<Socket> {
  let last: unknown;
  for (const address of addresses) {
    try {
      return await dial(address, port, deadline);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function dial(address: string, port: number, deadline: number): Promise<Socket> {
  const socket = connectPlain({ host: address, port, autoSelectFamily: false });
  socket.setKeepAlive(true, 60_000);
  return settled(socket, 'connect', deadline, (error) => {
    if (error === undefined)
      return new ConnectFailure('connect', `${address}:${port} did not accept a connection within 3 s.`);
    return new ConnectFailure(
      'connect',
      `${address}:${port} refused the connection (${error.code ?? error.message}).`,
    );
  });
}

function secured(plain: Socket, host: string, deadline: number): Promise<TLSSocket> {
  const servername = isAddress(host) ? '' : host;
  const socket = connectTls({
    socket: plain,
    host,
    servername,
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
  });
  return settled(socket, 'secureConnect', deadline, (error) => {
    if (error === undefined)
      return new ConnectFailure('tls', `${host} did not finish the TLS handshake within 3 s.`);
    return new ConnectFailure(
      'tls',
      `The TLS connection to ${host} failed (${error.code ?? error.message}). Check its certificate.`,
    );
  });
}

function settled<Kind extends Socket>(
  socket: Kind,
  event: string,
  deadline: number,
  explain: (error?: NodeJS.ErrnoException) => ConnectFailure,
): Promise<Kind> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(), Math.max(deadline - performance.now(), 1));
    const fail = (error?: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      socket.destroy();
      reject(explain(error));
    };
    const closed = () => fail(Object.assign(new Error('closed by the other side'), { code: 'ECONNRESET' }));
    // The listener stays until undici has its own: an error in between must not be an uncaught one.
    socket.on('error', fail);
    socket.once('close', closed);
    socket.once(event, () => {
      clearTimeout(timer);
      socket.removeListener('close', closed);
      resolve(socket);
    });
  });
}

function noted<Kind extends Socket>(
  socket: Kind,
  known: { dnsMs: number; connectMs: number; tlsMs?: number },
  tls?: TLSSocket,
): Kind {
  const ends = tls?.getPeerCertificate().valid_to;
  notes.set(socket, {
    dnsMs: known.dnsMs,
    connectMs: known.connectMs,
    tlsMs: known.tlsMs ?? null,
    tlsVersion: tls?.getProtocol() ?? null,
    certificateEndsAt: ends ? new Date(ends).toISOString() : null,
    requests: 0,
  });
  return socket;
}

const since = (at: number) => Math.round(performance.now() - at);
