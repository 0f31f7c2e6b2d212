import type { Sql } from '@sista/runtime/db';
import type { OpenCredential } from '@sista/shared/node/step-context';
import { type IngressRow, readIngress, withCredential } from './compile-ingress.ts';
import { hashIngressKey, isIngressKey } from './ingress-key.ts';
import type { IngressRoute } from './ingress-route.types.ts';

const mostEntries = 10_000;
const freshMs = 1_000;
const unknownMs = 10_000;
/** What nobody called for so long is not asked about any more. */
const unusedMs = 60_000;

export type FindIngress = {
  /** The route behind a key, at most a second old; null for a key that nobody has. Throws while the database is away. */
  find(key: string): Promise<IngressRoute | null>;
  /** Forgets what is known of a flow: its next request reads it anew. */
  forgetFlow(flowId: string): void;
};

export type FindIngressOptions = {
  sql: Sql;
  now: () => number;
  /** Null where the credential is gone. */
  openCredential(workspaceId: string, credentialId: string): Promise<OpenCredential | null>;
};

type Known = {
  route: IngressRoute;
  credentialId: string | null;
  fromDraft: boolean;
  /** Everything that must not have changed, as one text. */
  stamp: string;
  /** Of a key before a rotation: until when it is valid, ms since the epoch. */
  validUntil: number | null;
  checkedAt: number;
  usedAt: number;
};
type Entry = { known: Known } | { unknownSince: number };
type HashedName = { hash: Buffer; name: string };

/**
 * A cache in front of the table of ingresses. What is in use is asked again once a second, all of it by one query,
 * so a pause, a rotated key or a revoked secret counts in every process a second after its commit.
 */
export function openFindIngress(options: FindIngressOptions): FindIngress {
  const entries = new Map<string, Entry>();
  const loading = new Map<string, Promise<Entry>>();
  const hashes = new Map<string, HashedName>();
  let checking: Promise<void> | undefined;

  /** The keys in use come again and again; a flood of others only costs their hash. */
  function hashOf(key: string): HashedName | null {
    if (!isIngressKey(key)) return null;
    const hash = hashIngressKey(key);
    const hashed = { hash, name: hash.toString('base64') };
    if (hashes.size >= mostEntries) hashes.clear();
    hashes.set(key, hashed);
    return hashed;
  }

  function remember(name: string, entry: Entry): Entry {
    entries.delete(name);
    entries.set(name, entry);
    if (entries.size > mostEntries) entries.delete(entries.keys().next().value as string);
    return entry;
  }

  /** Many requests of one key that is not known yet ask once. */
  function load(name: string, hash: Buffer): Promise<Entry> {
    const running = loading.get(name);
    if (running) return running;
    const started = loadEntry(options, hash).then((entry) => remember(name, entry));
    loading.set(name, started);
    const settle = () => loading.delete(name);
    started.then(settle, settle);
    return started;
  }

  async function checkAll(): Promise<void> {
    const asked = options.now();
    const known = [...entries].flatMap(([name, entry]) =>
      'known' in entry ? [{ name, known: entry.known }] : [],
    );
    for (const { name } of known.filter((each) => asked - each.known.usedAt > unusedMs)) entries.delete(name);
    const used = known.filter(({ name }) => entries.has(name));
    const stamps = await readStamps(
      options.sql,
      used.map(({ known }) => known),
    );
    for (const { name, known } of used) {
      if (stamps.get(known.route.ingressId) === known.stamp) known.checkedAt = asked;
      else entries.delete(name);
    }
  }

  function checkOnce(): Promise<void> {
    checking ??= checkAll().finally(() => {
      checking = undefined;
    });
    return checking;
  }

  async function current(name: string, hash: Buffer): Promise<Entry> {
    const entry = entries.get(name);
    if (!entry) return load(name, hash);
    if ('unknownSince' in entry)
      return options.now() - entry.unknownSince < unknownMs ? entry : load(name, hash);
    entry.known.usedAt = options.now();
    if (entry.known.usedAt - entry.known.checkedAt < freshMs) return entry;
    await checkOnce();
    return entries.get(name) ?? load(name, hash);
  }

  return {
    async find(key) {
      const hashed = hashes.get(key) ?? hashOf(key);
      if (hashed === null) return null;
      const entry = await current(hashed.name, hashed.hash);
      if ('unknownSince' in entry) return null;
      const { route, validUntil } = entry.known;
      return validUntil === null || options.now() < validUntil ? route : null;
    },
    forgetFlow(flowId) {
      for (const [name, entry] of entries)
        if ('unknownSince' in entry || entry.known.route.flowId === flowId) entries.delete(name);
    },
  };
}

async function loadEntry({ sql, now, openCredential }: FindIngressOptions, hash: Buffer): Promise<Entry> {
  const askedAt = now();
  const [row] = await sql.query<IngressRow>(
    'find-ingress',
    `select i.id as ingress_id, i.workspace_id, i.flow_id, i.node_id, i.config_version, i.key_hash <> $1 as previous,
       i.previous_until, f.status, f.live_version_id, f.revision, f.document, v.document as live_document
     from public.ingress i
     join public.flow f on f.id = i.flow_id and f.deleted_at is null
     left join public.flow_version v on v.id = f.live_version_id
     where i.key_hash = $1 or i.previous_key_hash = $1
     order by previous limit 1`,
    [hash],
  );
  const read = row ? readIngress(row) : undefined;
  if (!row || !read) return { unknownSince: askedAt };
  // Its date before its value: a secret that changes in between is read again, and never missed.
  const changedAt = read.credentialId ? await credentialDate(sql, read.workspaceId, read.credentialId) : null;
  const credential = read.credentialId
    ? await openCredential(read.workspaceId, read.credentialId)
    : undefined;
  const { credentialId, fromDraft } = read;
  return {
    known: {
      route: withCredential(read, credential),
      credentialId,
      fromDraft,
      stamp: stampOf({ ...row, revision: fromDraft ? row.revision : null, credential_at: changedAt }),
      validUntil: row.previous ? (row.previous_until?.getTime() ?? 0) : null,
      checkedAt: askedAt,
      usedAt: askedAt,
    },
  };
}

async function credentialDate(sql: Sql, workspaceId: string, credentialId: string): Promise<Date | null> {
  const [row] = await sql.query<{ updated_at: Date }>(
    'ingress-credential-date',
    'select updated_at from public.credential where id = $1 and workspace_id = $2',
    [credentialId, workspaceId],
  );
  return row?.updated_at ?? null;
}

type StampRow = Pick<IngressRow, 'config_version' | 'status' | 'live_version_id' | 'previous_until'> & {
  revision: number | null;
  credential_at: Date | null;
};

function stampOf(row: StampRow): string {
  const { config_version, status, live_version_id, revision } = row;
  return [
    config_version,
    status,
    live_version_id,
    revision,
    row.previous_until?.getTime(),
    row.credential_at?.getTime(),
  ].join();
}

/** Stamps by ingress id; one that is gone, or whose flow is, has none. */
async function readStamps(sql: Sql, known: readonly Known[]): Promise<Map<string, string>> {
  if (known.length === 0) return new Map();
  const rows = await sql.query<StampRow & { id: string }>(
    'check-ingresses',
    `select i.id, i.config_version, i.previous_until, f.status, f.live_version_id,
       case when k.draft then f.revision end as revision, c.updated_at as credential_at
     from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as k (ingress_id, credential_id, draft)
     join public.ingress i on i.id = k.ingress_id
     join public.flow f on f.id = i.flow_id and f.deleted_at is null
     left join public.credential c on c.id = k.credential_id and c.workspace_id = i.workspace_id`,
    [
      known.map(({ route }) => route.ingressId),
      known.map(({ credentialId }) => credentialId),
      known.map(({ fromDraft }) => fromDraft),
    ],
  );
  return new Map(rows.map((row) => [row.id, stampOf(row)]));
}
