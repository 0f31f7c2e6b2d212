/** `pnpm start`: makes what is missing or stale, then is the server. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepareEditor, prepareSources, root } from './prepare.ts';

// Standard output has the ready line alone.
const tell = (line: string) => process.stderr.write(`${line}\n`);

try {
  await prepareSources(tell);
  await prepareEditor(tell);
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

// In this process, so that a signal has one process less to pass and the exit code is the server's own.
await import(pathToFileURL(join(root, 'packages/server/src/main.ts')).href);
