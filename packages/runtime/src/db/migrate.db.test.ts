import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../telemetry/logger.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { diffDatamodels, readDatamodel, readMigratedDatamodel } from './diff-datamodels.testing.ts';
import { migrate, migrationsFolder } from './migrate.ts';

const now = Date.UTC(2026, 10, 25);

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  // Brackets: the runner takes the folder for a glob.
  const folder = await mkdtemp(join(tmpdir(), 'migrations [copy] (1)-'));
  try {
    await cp(migrationsFolder, folder, { recursive: true });
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** `20261123090000.catalogue-first` and what came after it, in order. */
async function migrationNames(): Promise<string[]> {
  const files = (await readdir(migrationsFolder)).filter((file) => file.endsWith('.sql')).sort();
  return files.map((file) => file.replace('.do.', '.').replace(/\.sql$/, ''));
}

/** All that tells two schemas apart, as text: columns with defaults, constraints, indexes. */
async function describeSchema(url: string, schema: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query({
      rowMode: 'array',
      values: [schema],
      text: `
        select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
               || case when a.attnotnull then ' not null' else '' end
               || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
          from pg_attribute a join pg_class c on c.oid = a.attrelid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
         where c.relnamespace = $1::text::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
        union all
        select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
          from pg_constraint where connamespace = $1::text::regnamespace and contype <> 'n'
        union all
        select 'index ' || indexdef from pg_indexes where schemaname = $1::text
        order by 1`,
    });
    return rows.flat() as string[];
  });
}

describe('migrate', () => {
  it('brings an empty database to the present schema, and twice is nothing', async () => {
    await using database = await freshDatabase({ migrated: false });
    const applied = await migrate(database.url, silentLogger, { now });
    expect(applied).toEqual(await migrationNames());
    const before = await describeSchema(database.url, 'engine');
    expect(await migrate(database.url, silentLogger, { now })).toEqual([]);
    expect(await describeSchema(database.url, 'engine')).toEqual(before);
  });

  it('asks few questions when nothing is pending', async () => {
    await using database = await freshDatabase();
    await migrate(database.url, silentLogger);
    await withClient(database.url, async (client) => {
      const count = async () => {
        await client.query('select pg_stat_clear_snapshot()');
        const { rows } = await client.query(
          'select xact_commit::int n from pg_stat_database where datname = current_database()',
        );
        return rows[0].n as number;
      };
      const before = await count();
      await migrate(database.url, silentLogger);
      // The server counts a session when it ends, shortly after the client has gone.
      await expect.poll(count).toBeGreaterThan(before + 3);
      expect((await count()) - before).toBeLessThan(25);
    });
  });

  it('lets two processes migrate the same empty database at once: one applies, the other waits', async () => {
    await using database = await freshDatabase({ migrated: false });
    const both = await Promise.all([1, 2].map(() => migrate(database.url, silentLogger, { now })));
    const names = await migrationNames();
    expect(both.sort((one, other) => one.length - other.length)).toEqual([[], names]);
  });

  it('creates the queues of the engine', async () => {
    await using database = await freshDatabase();
    const { rows } = await withClient(database.url, (client) =>
      client.query(
        `select name, policy, retry_limit, heartbeat_seconds, dead_letter from pgboss.queue order by name`,
      ),
    );
    const lane = { policy: 'standard', retry_limit: 10, heartbeat_seconds: 10 };
    expect(rows).toMatchObject([
      { name: 'ai', ...lane, dead_letter: 'run.dead' },
      { name: 'deliver', ...lane, retry_limit: 1_000_000_000, dead_letter: null },
      { name: 'run', ...lane, dead_letter: 'run.dead' },
      { name: 'run.dead' },
    ]);
  });

  it('refuses a file that was changed after it had been applied, and changes nothing', async () => {
    await using database = await freshDatabase();
    await withFolder(async (folder) => {
      const file = join(folder, '20261123090100.do.engine-first.sql');
      await writeFile(file, `${await readFile(file, 'utf8')}\n-- one more thought\n`);
      await writeFile(
        join(folder, '20261201000000.do.unwelcome.sql'),
        'create table engine.unwelcome (n int);',
      );
      await expect(migrate(database.url, silentLogger, { folder })).rejects.toThrow(
        /^The migration 20261123090100\.engine-first was changed after this database had applied it\./,
      );
    });
    expect((await describeSchema(database.url, 'engine')).join()).not.toContain('unwelcome');
  });

  it('takes a file with the line ends of another system for the same', async () => {
    await using database = await freshDatabase();
    await withFolder(async (folder) => {
      const file = join(folder, '20261123090100.do.engine-first.sql');
      await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
      expect(await migrate(database.url, silentLogger, { folder })).toEqual([]);
    });
  });

  it('refuses a database that a newer release has migrated', async () => {
    await using database = await freshDatabase();
    await withFolder(async (folder) => {
      await writeFile(
        join(folder, '20991231000000.do.from-the-future.sql'),
        'create table engine.future (n int);',
      );
      expect(await migrate(database.url, silentLogger, { folder })).toEqual([
        '20991231000000.from-the-future',
      ]);
    });
    await expect(migrate(database.url, silentLogger)).rejects.toThrow(
      /^The database is newer than this release of Sista Flow: it has the migration 20991231000000\.from-the-future/,
    );
  });

  it('leaves nothing of a migration that fails in its middle', async () => {
    await using database = await freshDatabase();
    await withFolder(async (folder) => {
      await writeFile(join(folder, '20270101000000.do.good.sql'), 'create table engine.good (n int);');
      await writeFile(
        join(folder, '20270101000100.do.bad.sql'),
        'create table engine.half (n int); select 1 / 0;',
      );
      await expect(migrate(database.url, silentLogger, { folder })).rejects.toThrow('division by zero');
    });
    expect((await describeSchema(database.url, 'engine')).join()).not.toMatch(/half|good/);
    expect(await migrate(database.url, silentLogger)).toEqual([]);
  });

  it('leads to the datamodel: the catalogue by migrations is the catalogue that Prisma would make', async () => {
    await using migrated = await freshDatabase();
    await using drawn = await freshDatabase({ migrated: false });
    const sql = await diffDatamodels(undefined, await readDatamodel(), drawn.url);
    await withClient(drawn.url, (client) => client.query(sql));
    const wanted = await describeSchema(drawn.url, 'public');
    expect(wanted.length).toBeGreaterThan(200);
    expect(await describeSchema(migrated.url, 'public')).toEqual(wanted);
    expect(await diffDatamodels(await readMigratedDatamodel(), await readDatamodel(), drawn.url)).toBe('');
  });

  it('is written as the difference of two datamodels', async () => {
    await using database = await freshDatabase({ migrated: false });
    const before = await readDatamodel();
    const after = before.replace(/model Bin \{/, 'model Bin {\n  colour String?');
    const sql = await diffDatamodels(before, after, database.url);
    expect(sql).toContain('ALTER TABLE "bin" ADD COLUMN     "colour" TEXT;');
  });
});
