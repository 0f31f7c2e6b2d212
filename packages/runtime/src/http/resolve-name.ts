import { lookup } from 'node:dns';
import { Resolver } from 'node:dns/promises';

/** Resolves a name to addresses, IPv4 first. `local` names may stand in the hosts file. Rejects when there is none. */
export type ResolveName = (host: string, local: boolean) => Promise<string[]>;

const shortestMs = 5_000;
const longestMs = 60_000;
const mostNames = 2_000;
const mostLookups = 2;

/**
 * c-ares instead of `dns.lookup`, which shares four threads: a few names that hang would stop all others.
 * Answers are kept for their TTL within 5 to 60 s; equal questions at one time are asked once.
 */
export function createResolver(now: () => number = Date.now): ResolveName {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const kept = new Map<string, { addresses: Promise<string[]>; until: number }>();
  const fromHostsFile = limitedLookup();
  return (host, local) => {
    if (host === 'localhost' || host.endsWith('.localhost')) return Promise.resolve(['127.0.0.1', '::1']);
    const known = kept.get(host);
    if (known !== undefined && known.until > now()) return known.addresses;
    const entry = { addresses: Promise.resolve<string[]>([]), until: Number.POSITIVE_INFINITY };
    entry.addresses = ask().catch((error: unknown) => {
      kept.delete(host);
      throw error;
    });
    kept.set(host, entry);
    if (kept.size > mostNames) kept.delete(kept.keys().next().value ?? '');
    return entry.addresses;

    async function ask(): Promise<string[]> {
      const found = await askServers(resolver, host).catch(async (error: unknown) => {
        if (!local) throw error;
        return { addresses: await fromHostsFile(host), ttlMs: shortestMs };
      });
      entry.until = now() + Math.min(Math.max(found.ttlMs, shortestMs), longestMs);
      return found.addresses;
    }
  };
}

async function askServers(resolver: Resolver, host: string): Promise<{ addresses: string[]; ttlMs: number }> {
  const options = { ttl: true } as const;
  const both = await Promise.allSettled([resolver.resolve4(host, options), resolver.resolve6(host, options)]);
  const records = both.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (records.length === 0)
    throw both[0].status === 'rejected' ? both[0].reason : new Error(`${host} has no address`);
  const ttlMs = Math.min(...records.map((record) => record.ttl)) * 1_000;
  return { addresses: records.map((record) => record.address), ttlMs };
}

function limitedLookup(): (host: string) => Promise<string[]> {
  const waiting: Array<() => void> = [];
  let running = 0;
  return async (host) => {
    if (running >= mostLookups) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await new Promise<string[]>((resolve, reject) => {
        lookup(host, { all: true, order: 'ipv4first' }, (error, found) => {
          if (error) reject(error);
          else resolve(found.map((record) => record.address));
        });
      });
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
