import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Database,
  findEmbeddedPostgres,
  type Logger,
  migrate,
  openDatabase,
  openSealKeys,
  type SealKeys,
  startEmbeddedPostgres,
} from '@sista/runtime/db';
import type { Settings } from '@sista/shared/settings.schema';
import { type Auth, createAuth } from './auth/auth.ts';

/** Where an installation keeps everything, opened: database, keys, accounts. */
export type Installation = {
  database: Database;
  sealKeys: SealKeys;
  auth: Auth;
  publicUrl: string;
  /** For owners: where the encryption key lies; null where the environment gives it. */
  encryptionKeyNote: string | null;
  /** Closes the connections, then the embedded database if it is ours. */
  close(): Promise<void>;
};

export type OpenOptions = {
  settings: Settings;
  publicUrl: string;
  log: Logger;
  /** A plain line for the terminal about what takes long. */
  tell: (line: string) => void;
  /** Use the embedded database of a server that runs, instead of refusing because its folder is in use. */
  join?: boolean;
};

/** Starts or finds the database, brings it to this release, and opens what it holds. */
export async function openInstallation({
  settings,
  publicUrl,
  log,
  tell,
  join: joins,
}: OpenOptions): Promise<Installation> {
  const dataDir = resolve(settings.dataDir);
  const server = await findServer({ settings, dataDir, log, tell, joins: joins ?? false });
  try {
    const applied = await migrate(server.url, log);
    if (applied.length > 0) tell('The database is up to date.');
    const sealKeys = await openSealKeys({ value: settings.encryptionKey ?? undefined, dataDir });
    const readUrl = settings.databaseReadUrl ?? undefined;
    const database = openDatabase({ url: server.url, readUrl, log });
    const auth = createAuth({
      prisma: database.prisma,
      publicUrl,
      secret: secretFrom(sealKeys, 'accounts'),
      log,
    });
    const keyFile = join(dataDir, 'encryption-key');
    return {
      database,
      sealKeys,
      auth,
      publicUrl,
      encryptionKeyNote: settings.encryptionKey
        ? null
        : `The key that opens all credentials is the file ${keyFile}. Keep a copy of it apart from the database.`,
      async close() {
        await database.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

type Found = { url: string; stop(): Promise<void> };
type Wanted = Pick<OpenOptions, 'settings' | 'log' | 'tell'> & { dataDir: string; joins: boolean };

async function findServer({ settings, dataDir, log, tell, joins }: Wanted): Promise<Found> {
  if (settings.databaseUrl) return { url: settings.databaseUrl, stop: async () => {} };
  const running = joins ? await findEmbeddedPostgres(dataDir) : undefined;
  if (running) return { url: running, stop: async () => {} };
  await mkdir(dataDir, { recursive: true });
  const isNew = !existsSync(join(dataDir, 'postgres'));
  tell(isNew ? `Making a database in ${dataDir}, once …` : `Starting the database in ${dataDir} …`);
  return startEmbeddedPostgres({ dataDir, log });
}

/** A secret of its own for each purpose, the same over restarts, from the key that the installation has anyway. */
export function secretFrom(keys: SealKeys, purpose: string): string {
  return createHmac('sha256', keys[0].secret).update(purpose).digest('base64url');
}
