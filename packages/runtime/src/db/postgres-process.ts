import { execFile, spawn } from 'node:child_process';
import { chown, mkdir, open, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { type PostgresBinaries, runAs } from './postgres-binaries.ts';
import { probeLogin } from './probe-login.ts';

export type PostgresServer = {
  binaries: PostgresBinaries;
  /** The folder of `initdb`. */
  cluster: string;
  logFile: string;
  settings: Record<string, string>;
  login(port: number, database: string): string;
};

const run = promisify(execFile);
const startWithinMs = 60_000;
const logBytes = 10_000_000;

/** Makes the cluster unless it is there. It grows under another name, so that one that is there is complete. */
export async function createCluster(
  server: PostgresServer,
  options: { user: string; passwordFile: string; sync: boolean },
): Promise<void> {
  const version = await readFile(`${server.cluster}/PG_VERSION`, 'utf8').catch(() => undefined);
  if (version !== undefined) return demandSameVersion(server, version.trim());
  const draft = `${server.cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  if (runAs) await chown(draft, runAs.uid, runAs.gid);
  const args = ['-D', draft, '-U', options.user, '-A', 'scram-sha-256', `--pwfile=${options.passwordFile}`];
  args.push('-E', 'UTF8', '--locale=C', '--data-checksums', ...(options.sync ? [] : ['--no-sync']));
  try {
    await run(server.binaries.initdb, args, { ...runAs, cwd: draft });
  } catch (cause) {
    throw new Error(`PostgreSQL could not make its data folder ${server.cluster}: ${lastLine(cause)}`, {
      cause,
    });
  }
  await rename(draft, server.cluster);
}

async function demandSameVersion(server: PostgresServer, found: string): Promise<void> {
  const { stdout } = await run(server.binaries.postgres, ['--version'], { ...runAs, cwd: '/' });
  const ours = /(\d+)/.exec(stdout)?.[1];
  if (ours === found) return;
  throw new Error(
    `${server.cluster} was made by PostgreSQL ${found}, and this release brings ${ours}. Export your flows with ` +
      'the release that made it, or run PostgreSQL yourself and set DATABASE_URL.',
  );
}

/** Starts the server and waits until it takes a login. Returns its port: `port`, or a free one. */
export async function spawnServer(server: PostgresServer, port?: number): Promise<number> {
  if (port !== undefined) return startAt(server, port);
  for (let tries = 1; ; tries += 1) {
    try {
      return await startAt(server, await freePort());
    } catch (error) {
      // Another program took the free port in the moment between.
      if (tries === 3 || !/could not bind|Address already in use/.test(String(error))) throw error;
    }
  }
}

async function startAt(server: PostgresServer, port: number): Promise<number> {
  await removeStalePidFile(server.cluster);
  const log = await openLog(server.logFile);
  const from = (await log.stat()).size;
  const settings = Object.entries({ ...server.settings, port: String(port) });
  const args = ['-D', server.cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // Detached: Ctrl-C goes to our process group, and the database must outlive what we still have to write.
  const child = spawn(server.binaries.postgres, args, {
    ...runAs,
    cwd: server.cluster,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? code}`;
  });
  child.unref();
  await log.close();
  if (await probeLogin(server.login(port, 'postgres'), startWithinMs, () => ended === undefined)) return port;
  const said = (await readFile(server.logFile, 'utf8')).slice(from).trim().split('\n').slice(-3).join(' ');
  throw new Error(
    `PostgreSQL did not start (${ended ?? 'no answer in time'}). ${server.logFile} says: ${said}`,
  );
}

/** Stops the server and waits until it is gone. A server that is gone already is fine. */
export async function stopServer(server: PostgresServer): Promise<void> {
  const found = await readPidFile(server.cluster);
  if (!found || !(await isAlive(found.pid, server.cluster))) return;
  const args = ['stop', '-D', server.cluster, '-m', 'fast', '-w', '-t', '60', '-s'];
  await run(server.binaries.pg_ctl, args, { ...runAs, cwd: server.cluster }).catch(async (error) => {
    if (await isAlive(found.pid, server.cluster)) throw error;
  });
}

/** Line 1 of `postmaster.pid` is the pid, line 4 the port. */
export async function readPidFile(cluster: string): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(`${cluster}/postmaster.pid`, 'utf8').catch(() => undefined);
  const lines = text?.split('\n');
  const pid = Number(lines?.[0]);
  const port = Number(lines?.[3]);
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

/**
 * Whether `pid` is the server on `cluster`. After a restart of the machine or container the number may belong to
 * another program; where the system tells, the working folder decides, which PostgreSQL sets to its cluster.
 */
export async function isAlive(pid: number, cluster: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  // A process that has ended and was not yet waited for has no folder.
  return folder !== undefined && folder === (await realpath(cluster));
}

// PostgreSQL takes a foreign process with the pid of its file for itself and would refuse to start.
async function removeStalePidFile(cluster: string): Promise<void> {
  const found = await readPidFile(cluster);
  if (found && !(await isAlive(found.pid, cluster))) await rm(`${cluster}/postmaster.pid`, { force: true });
}

async function openLog(path: string) {
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (size > logBytes) await rename(path, `${path}.old`);
  return open(path, 'a', 0o600);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function lastLine(error: unknown): string {
  const said = (error as { stderr?: string }).stderr || String(error);
  return said.trim().split('\n').slice(-2).join(' ');
}
