import { BlockList } from 'node:net';
import {
  type AddressClass,
  behindNat64,
  blocksOf,
  classOfAddress,
  holds,
  isAddress,
  unmapped,
} from './address-class.ts';

/** What the operator opened within the class `private`, see `SISTA_ALLOW_PRIVATE_TARGETS`. */
export type TargetPolicy = { allowPrivate: boolean; blocks: BlockList; hosts: ReadonlySet<string> };

export type Judged<Value> =
  | ({ ok: true } & Value)
  | { ok: false; class: AddressClass | 'url'; message: string };

export const closedPolicy: TargetPolicy = { allowPrivate: false, blocks: new BlockList(), hosts: new Set() };

/** `false`, `true` or a comma-separated list of addresses, CIDR blocks and host names. Throws with a sentence. */
export function parseTargetPolicy(text: string): TargetPolicy {
  const value = text.trim().toLowerCase();
  if (value === '' || value === 'false') return closedPolicy;
  if (value === 'true') return { ...closedPolicy, allowPrivate: true };
  const items = value.split(',').map((item) => item.trim().replace(/^\[|\]$/g, ''));
  const isBlock = (item: string) => item.includes('/') || isAddress(item);
  const hosts = items.filter((item) => !isBlock(item));
  for (const host of hosts) {
    if (/^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(host) && !/^[\d.]+$/.test(host)) continue;
    throw new Error(
      `"${host}" is not true, false, an address, a CIDR block such as 10.0.0.0/8 or a host name.`,
    );
  }
  return { allowPrivate: false, blocks: blocksOf(items.filter(isBlock)), hosts: new Set(hosts) };
}

/** Judges an address that is about to be dialled. `host` is the name that led to it. */
export function judgeAddress(
  address: string,
  policy: TargetPolicy,
  host = address,
): Judged<{ class: 'public' | 'private' }> {
  const plain = unmapped(address);
  const inner = behindNat64(plain);
  if (inner !== undefined && holds(policy.blocks, plain)) return judgeAddress(inner, policy, host);
  const found = classOfAddress(plain);
  if (found === 'public') return { ok: true, class: found };
  if (found === 'private' && opens(policy, plain, host)) return { ok: true, class: found };
  return { ok: false, class: found, message: refusalOf(found, plain, host) };
}

/**
 * Judges a URL as people enter it; names are judged again when they are dialled, since they move. `own` says that
 * the request goes to our own listener: an ingress or a request inbox of `publicUrl`.
 */
export function judgeUrl(
  text: string,
  policy: TargetPolicy,
  publicUrl?: string,
): Judged<{ url: URL; own: boolean }> {
  if (!URL.canParse(text))
    return refused(`"${text.slice(0, 200)}" is not a URL. Enter one such as https://example.com/hook.`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refused(`${url.protocol}// cannot be called. Use a URL that starts with https://.`);
  }
  if (url.username !== '' || url.password !== '') {
    return refused('A URL must not carry a user name or password. Put them into a credential or a header.');
  }
  if (publicUrl !== undefined && isOwn(url, publicUrl)) return { ok: true, url, own: true };
  url.hostname = url.hostname.replace(/\.+$/, '');
  const host = hostOf(url);
  if (host === '') return refused('The URL has no host. Enter one such as https://example.com/hook.');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (!isAllowedPort(port)) return refused(`Port ${port} cannot be called. Use 443, 80 or one from 1024.`);
  const judged = isAddress(host) ? judgeAddress(host, policy) : judgeLocalName(host, policy);
  if (!judged.ok) return judged;
  if (url.protocol === 'http:' && !mayBePlain(judged.class, host, policy)) {
    return refused(`http:// would send the message unencrypted. Use https:// for ${host}.`);
  }
  return { ok: true, url, own: false };
}

/** http is for what the operator opened; a name is looked at again when its address is known. */
function mayBePlain(found: 'public' | 'private' | 'unknown', host: string, policy: TargetPolicy): boolean {
  if (found === 'private') return true;
  return (
    found === 'unknown' && (policy.allowPrivate || policy.hosts.has(host) || policy.blocks.rules.length > 0)
  );
}

/** `localhost` needs no resolver to be known as private. */
function judgeLocalName(host: string, policy: TargetPolicy): Judged<{ class: 'private' | 'unknown' }> {
  if (host !== 'localhost' && !host.endsWith('.localhost')) return { ok: true, class: 'unknown' };
  if (opens(policy, '127.0.0.1', host)) return { ok: true, class: 'private' };
  return { ok: false, class: 'private', message: refusalOf('private', host, host) };
}

/** The host as a resolver or a socket takes it: no brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function isOwn(url: URL, publicUrl: string): boolean {
  // Exactly these, so that no other path of ours is reached with the rights of this machine.
  return url.origin === new URL(publicUrl).origin && /^\/(in|catch)\/[A-Za-z0-9_-]+$/.test(url.pathname);
}

function opens(policy: TargetPolicy, address: string, host: string): boolean {
  return policy.allowPrivate || holds(policy.blocks, address) || policy.hosts.has(host);
}

// The fetch standard's list from 1024 on; below it only 80 and 443 are called at all.
const blockedPorts = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
]);
const isAllowedPort = (port: number) =>
  port === 443 || port === 80 || (port >= 1024 && !blockedPorts.has(port));

function refused(message: string): { ok: false; class: 'url'; message: string } {
  return { ok: false, class: 'url', message };
}

function refusalOf(found: Exclude<AddressClass, 'public'>, address: string, host: string): string {
  const where = host === address ? address : `${host} (${address})`;
  if (found === 'metadata') return `${where} is a link-local or cloud metadata address. It is never called.`;
  if (found === 'unroutable') return `${where} is not an address on the public Internet. Check the URL.`;
  return (
    `${where} is inside a private network. Use a public https:// address, or ask the operator to name it in ` +
    'SISTA_ALLOW_PRIVATE_TARGETS.'
  );
}
