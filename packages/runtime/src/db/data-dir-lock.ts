import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type DataDirLock = { release(): Promise<void> };

/**
 * Holds a data folder for this process. Throws one sentence, with the pid of the holder, when another process (or
 * this one) has it.
 *
 * Node has no file locks of its own, SQLite has: the lock is an exclusive transaction on an empty database, so the
 * system drops it when the process ends, however it ends. A file with a pid would outlive `kill -9`, and the pid
 * may be somebody else's by then.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const holderFile = join(dataDir, 'lock.pid');
  const database = new DatabaseSync(join(dataDir, 'lock'));
  try {
    database.exec('pragma journal_mode = memory; begin exclusive');
  } catch (cause) {
    database.close();
    if (!isBusy(cause)) throw new Error(`The data folder ${dataDir} cannot be locked: ${cause}`, { cause });
    const holder = await readFile(holderFile, 'utf8').catch(() => 'unknown');
    throw new Error(
      `The data folder ${dataDir} is in use by process ${holder.trim()}. Stop that one, or set SISTA_DATA_DIR to ` +
        'another folder.',
      { cause },
    );
  }
  await writeFile(holderFile, `${process.pid}\n`);
  return {
    async release() {
      await rm(holderFile, { force: true });
      if (database.isOpen) database.close();
    },
  };
}

const isBusy = (error: unknown) => error instanceof Error && /locked|busy/i.test(error.message);
