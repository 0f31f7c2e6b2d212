import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** `metadata` is never opened, `private` may be by the operator, `unroutable` never means a customer's system. */
export type AddressClass = 'public' | 'metadata' | 'private' | 'unroutable';

const tables: ReadonlyArray<readonly [Exclude<AddressClass, 'public'>, string]> = [
  [
    'metadata',
    '169.254.0.0/16 fe80::/10 168.63.129.16/32 100.100.100.200/32 192.0.0.192/32 fd00:ec2::254/128',
  ],
  [
    'private',
    '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 100.64.0.0/10 198.18.0.0/15 ::1/128 fc00::/7',
  ],
  [
    'unroutable',
    `0.0.0.0/8 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.175.48.0/24
     198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64
     100:0:0:1::/64 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fec0::/10 ff00::/8`,
  ],
];
const classes = tables.map(([name, text]) => [name, blocksOf(text.split(/\s+/))] as const);
const globalUnicast = blocksOf(['2000::/3']);
const nat64 = blocksOf(['64:ff9b::/96']);

/** The class of a literal address; the first table that holds it counts. Mapped forms are judged as IPv4. */
export function classOfAddress(address: string): AddressClass {
  const plain = unmapped(address);
  for (const [name, blocks] of classes) if (holds(blocks, plain)) return name;
  return isIPv6(plain) && !holds(globalUnicast, plain) ? 'unroutable' : 'public';
}

/** The IPv4 address behind a NAT64 one, for networks that have only IPv6. */
export function behindNat64(address: string): string | undefined {
  if (!isIPv6(address) || !holds(nat64, address)) return undefined;
  return lowestAsIpv4(groupsOf(address));
}

export function holds(blocks: BlockList, address: string): boolean {
  if (isIPv4(address)) return blocks.check(address, 'ipv4');
  return isIPv6(address) && blocks.check(address, 'ipv6');
}

/** Throws with a sentence when an item is neither an address nor a CIDR block. */
export function blocksOf(items: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const item of items) {
    const [address = '', bits] = item.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const width = family === 'ipv4' ? 32 : 128;
    const prefix = bits === undefined ? width : Number(bits);
    if (!isAddress(address) || !/^\d+$/.test(bits ?? '0') || prefix > width) {
      throw new Error(`"${item}" is neither an address nor a CIDR block such as 10.0.0.0/8.`);
    }
    blocks.addSubnet(address, prefix, family);
  }
  return blocks;
}

export function isAddress(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}

/** `::ffff:7f00:1` → `127.0.0.1`; every other address stays. */
export function unmapped(address: string): string {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? lowestAsIpv4(groups) : address;
}

/** The eight 16-bit groups. The URL parser gives one spelling to all; a zone is no part of the number. */
function groupsOf(address: string): number[] {
  const withoutZone = address.split('%')[0] ?? '';
  const text = new URL(`http://[${withoutZone}]/`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

function lowestAsIpv4(groups: readonly number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
