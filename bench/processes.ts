import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** A program in a process of its own. */
export type RunningProcess = {
  pid: number;
  /** SIGTERM, and resolves when it is gone; SIGKILL when it takes longer than 20 s. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
};

const running = new Set<() => Promise<void>>();
const patienceMs = 20_000;

/** Remembers what has to be stopped when the bench is interrupted; the answer forgets it again. */
export function stopAtEnd(stop: () => Promise<void>): () => void {
  running.add(stop);
  return () => void running.delete(stop);
}

/** Stops whatever still runs, the newest first: servers before their databases. */
export async function stopEverything(): Promise<void> {
  for (const stop of [...running].reverse()) await stop().catch(() => {});
}

function manage(child: ChildProcess): RunningProcess {
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const cut = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await exited;
    clearTimeout(cut);
  };
  const forget = stopAtEnd(() => end('SIGTERM'));
  void exited.then(forget);
  return { pid: child.pid ?? 0, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** A Node.js program that is ready when `ready` matches a line of its output; the answer has the match. */
export async function startProgram(
  argv: readonly string[],
  environment: Record<string, string | undefined>,
  ready: RegExp,
): Promise<RunningProcess & { match: RegExpExecArray }> {
  const child = spawn(process.execPath, argv, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const managed = manage(child);
  let said = '';
  child.stderr.on('data', (text) => {
    said = `${said}${text}`.slice(-4_000);
  });
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`${argv[0]} ended with ${code} before it was ready. It said:\n${said}`)),
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      said = `${said}${line}\n`.slice(-4_000);
      const found = ready.exec(line);
      if (found) resolve(found);
    });
  });
  return { ...managed, match };
}

/** A program of this folder in a process of its own, which tells its URL first and answers messages. */
export type Helper = { url: string; ask<Answer>(question: string): Promise<Answer>; stop(): Promise<void> };

export async function startHelper(file: string, environment: Record<string, string> = {}): Promise<Helper> {
  const child = fork(join(import.meta.dirname, file), { env: { ...process.env, ...environment } });
  const managed = manage(child);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    async ask<Answer>(question: string): Promise<Answer> {
      child.send(question);
      const [answer] = (await once(child, 'message')) as [Answer];
      return answer;
    },
    stop: managed.stop,
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Asks again every `everyMs` until the answer is there. Throws when it is not within `withinMs`. */
export async function until<Answer>(
  what: string,
  withinMs: number,
  ask: () => Promise<Answer | undefined>,
  everyMs = 50,
): Promise<Answer> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${withinMs / 1_000} s.`);
    await wait(everyMs);
  }
}

export const randomKey = () => `sk_${randomBytes(24).toString('hex')}`;
