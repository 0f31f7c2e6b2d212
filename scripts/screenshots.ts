/** `pnpm screenshots [folder]`: pictures of every page in both themes, and the one that the README shows. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { prepareEditor, prepareSources, programOf, root } from './prepare.ts';

const folder = resolve(process.argv[2] ?? join(root, 'e2e/test-results/screenshots'));
await prepareSources(console.log);
await prepareEditor(console.log);
const playwright = programOf('e2e', '@playwright/test', 'cli.js');
const child = spawn(process.execPath, [playwright, 'test', '--config', 'screenshots.config.ts'], {
  cwd: join(root, 'e2e'),
  env: { ...process.env, SCREENSHOTS_DIR: folder },
  stdio: 'inherit',
});
const [code] = (await once(child, 'exit')) as [number | null];
if (code === 0) console.log(`The pictures are in ${folder}`);
process.exitCode = code ?? 1;
