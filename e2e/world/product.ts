import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Api, openApi } from './api.ts';
import { freePort } from './free-port.ts';
import { processTree } from './processes.ts';

/** A running server as a customer has it: the real process on a data folder of its own. */
export type Product = {
  address: string;
  dataDir: string;
  apiKey: string;
  api: Api;
  /** Signs the owner in, once; null while there is a password. */
  signInLink: string | null;
  /** What it wrote to standard error so far. */
  log(): string;
  /** SIGTERM. Resolves with its exit code. */
  stop(): Promise<number | null>;
  /** `kill -9` of the server, its database and everything below, at once. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  startAgain(): Promise<Product>;
  /** Stops it if it runs, and removes the folder. */
  remove(): Promise<void>;
};

export type ProductOptions = {
  /** A folder that exists; else a fresh one is made. */
  dataDir?: string;
  port?: number;
  apiKey?: string;
  environment?: Readonly<Record<string, string>>;
};

const main = join(import.meta.dirname, '../../packages/server/src/main.ts');
const readyWithinMs = 60_000;
const linkWithinMs = 500;

/** Starts the product and waits for its ready line. Throws what it said when it does not come. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const {
    dataDir = await freshFolder(),
    port = await freePort(),
    apiKey = `sk_${randomBytes(24).toString('hex')}`,
    environment = {},
  } = options;
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      SISTA_DATA_DIR: dataDir,
      SISTA_BOOTSTRAP_API_KEY: apiKey,
      SISTA_ALLOW_PRIVATE_TARGETS: 'true',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test run that ends early takes its products along; the database stops with the server.
  const cleanUp = () => child.kill('SIGTERM');
  process.once('exit', cleanUp);
  const exited = once(child, 'exit').then(([code]) => {
    process.off('exit', cleanUp);
    return code as number | null;
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const { address, signInLink } = await ready(child, exited, () => said);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    return exited;
  };
  return {
    address,
    dataDir,
    apiKey,
    api: openApi(address, apiKey),
    signInLink,
    log: () => said,
    stop,
    async kill() {
      const pids = processTree([child.pid ?? 0, ...(await postmasterOf(dataDir))]);
      for (const pid of pids) killNow(pid);
      await exited;
      await gone(pids);
    },
    startAgain: () => startProduct({ dataDir, port, apiKey, environment }),
    async remove() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sista-journey-'));
  // As root the database runs as another user, who has to pass through.
  await chmod(folder, 0o755);
  return folder;
}

type Ready = { address: string; signInLink: string | null };

function ready(child: ChildProcess, exited: Promise<number | null>, said: () => string): Promise<Ready> {
  const { stdout } = child;
  if (!stdout) throw new Error('The server was started without a standard output.');
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`${reason} It said:\n${said().slice(-4_000)}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`The server was not ready within ${readyWithinMs / 1_000} s.`);
    }, readyWithinMs);
    void exited.then((code) => {
      clearTimeout(timer);
      fail(`The server ended with ${code} before it was ready.`);
    });
    let address: string | undefined;
    createInterface({ input: stdout }).on('line', (line) => {
      address ??= /^Sista Flow is ready at (\S+)$/.exec(line)?.[1];
      if (address === undefined) return;
      const link = /(https?:\/\/\S+)$/.exec(line)?.[1] ?? null;
      const known = address;
      const give = (signInLink: string | null) => {
        clearTimeout(timer);
        resolve({ address: known, signInLink });
      };
      // The link is on the line below. An owner with a password gets none, and nothing tells that.
      if (link !== known) give(link);
      else setTimeout(give, linkWithinMs, null);
    });
  });
}

async function postmasterOf(dataDir: string): Promise<number[]> {
  const text = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 0 ? [pid] : [];
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A killed process is gone a moment later, when the system has taken it down. */
async function gone(pids: readonly number[]): Promise<void> {
  const until = Date.now() + 10_000;
  while (pids.some((pid) => processTree([pid]).length > 0)) {
    if (Date.now() > until) throw new Error(`Killed processes are still there: ${pids.join(', ')}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
