import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../packages/server/src/sign-in-link.ts', import.meta.url));

/** Runs the server's own entry, which knows accounts and database. Answers its exit code. */
export async function run(): Promise<number> {
  const child = spawn(process.execPath, [entry], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
