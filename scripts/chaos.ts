/** `pnpm chaos --rounds 20 --seed 7`: kills the product while it works and checks that the books balance. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { prepareSources, root } from './prepare.ts';

await prepareSources(console.log);
const child = spawn(process.execPath, [join(root, 'e2e/chaos/chaos.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// Ctrl-C reaches the whole group; this process waits until the other has stopped what it started.
process.on('SIGINT', () => {});
const [code] = (await once(child, 'exit')) as [number | null];
process.exitCode = code ?? 1;
