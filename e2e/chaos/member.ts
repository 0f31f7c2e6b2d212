import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CrashOrder } from './crashing-server.ts';

export type MemberOptions = {
  name: string;
  role: 'all' | 'server' | 'worker';
  environment: Readonly<Record<string, string>>;
  logFile: string;
  /** The process has ended and nobody waits for that, so long after it was started; starts it again. */
  onUnexpected: (what: string, ageMs: number) => void;
};

/** One process of the product, which is killed and started again under the same name. */
export type Member = {
  readonly name: string;
  readonly role: MemberOptions['role'];
  readonly pid: number | undefined;
  /** Starts it; resolves when it listens, or for a worker when it runs. Tries again while the database is away. */
  start(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  isFrozen(): boolean;
  /** From now on it dies by its own hand at the n-th passage of a named point; undefined takes that back. */
  arm(order: CrashOrder | undefined): void;
  /** Resolves when the present process is gone. */
  whenGone(): Promise<void>;
  /** SIGTERM. Resolves with its exit code. */
  stop(): Promise<number | null>;
};

const entry = join(import.meta.dirname, 'crashing-server.ts');
const startWithinMs = 60_000;
const againMs = 200;

export function createMember(options: MemberOptions): Member {
  let child: ChildProcess | undefined;
  let gone: Promise<number | null> = Promise.resolve(null);
  let frozen = false;
  let expected = true;

  function spawnOnce(): Promise<boolean> {
    const log = openSync(options.logFile, 'a');
    const started = spawn(process.execPath, [entry], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...options.environment,
        SISTA_ROLE: options.role,
      },
      stdio: ['ignore', 'pipe', log, 'ipc'],
    });
    closeSync(log);
    child = started;
    frozen = false;
    expected = false;
    const startedAt = Date.now();
    let isUp = false;
    gone = once(started, 'exit').then(([code, signal]) => {
      if (isUp && !expected && child === started)
        options.onUnexpected(
          `${options.name} ended by itself with ${signal ?? code}`,
          Date.now() - startedAt,
        );
      return code as number | null;
    });
    const up = untilUp(started, options.role).then(() => {
      isUp = true;
      return true;
    });
    return Promise.race([up, gone.then(() => false)]);
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    expected = true;
    if (frozen) thaw();
    child?.kill(signal);
    return gone;
  }

  function thaw(): void {
    if (frozen) child?.kill('SIGCONT');
    frozen = false;
  }

  return {
    name: options.name,
    role: options.role,
    get pid() {
      return child?.pid;
    },
    async start() {
      const until = Date.now() + startWithinMs;
      while (!(await spawnOnce())) {
        if (Date.now() > until)
          throw new Error(`${options.name} did not start. ${options.logFile} says why.`);
        await new Promise((resolve) => setTimeout(resolve, againMs));
      }
    },
    kill: async () => void (await end('SIGKILL')),
    freeze() {
      frozen = true;
      child?.kill('SIGSTOP');
    },
    thaw,
    isFrozen: () => frozen,
    arm(order) {
      expected = order !== undefined;
      if (child?.connected) child.send(order ?? { point: '', passage: 0 }, () => {});
    },
    whenGone: () => gone.then(() => {}),
    stop: () => end('SIGTERM'),
  };
}

/** A worker says nothing: it is up as soon as it runs. */
async function untilUp(child: ChildProcess, role: MemberOptions['role']): Promise<void> {
  const { stdout } = child;
  if (!stdout) throw new Error('The process was started without a standard output.');
  if (role === 'worker') {
    stdout.resume();
    await once(child, 'spawn');
    return;
  }
  await new Promise<void>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      if (line.startsWith('Sista Flow is ready at ')) resolve();
    });
  });
}
