/** `pnpm dev`: the editor by Vite with hot reload, in front of a server that starts again when its files change. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createProbe } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer as createVite } from 'vite';
import { prepareSources, root } from './prepare.ts';
import { watchCatalogues } from './watch-catalogues.ts';

const host = process.env.HOST ?? '127.0.0.1';
const port = Number(process.env.PORT ?? 4400);
const address = process.env.PUBLIC_URL ?? `http://${host}:${port}`;
const tell = (line: string) => process.stderr.write(`${line}\n`);

// What the server answers itself; everything else is the editor's.
const serverPaths = ['/trpc', '/auth', '/api', '/in', '/form', '/catch', '/approve', '/live', '/docs'];
const operatorPaths = ['/healthz', '/readyz', '/metrics', '/.well-known'];

async function main(): Promise<void> {
  await prepareSources(tell);
  const inner = await freePort();
  const target = `http://127.0.0.1:${inner}`;
  const vite = await createVite({
    root: join(root, 'packages/editor'),
    configFile: join(root, 'packages/editor/vite.config.ts'),
    server: {
      host,
      port,
      strictPort: true,
      proxy: Object.fromEntries(
        [...serverPaths, ...operatorPaths].map((path) => [path, { target, xfwd: true }]),
      ),
    },
  });
  await vite.listen();
  const stopWatching = watchCatalogues();
  const server = startServer(inner);
  // Vite ends the process on its own when it is asked to stop; the server has to stop first.
  process.removeAllListeners('SIGTERM');
  process.once('exit', () => server.kill('SIGTERM'));
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    stopWatching();
    server.kill('SIGTERM');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    await vite.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}

function startServer(inner: number): ChildProcess {
  const entry = join(root, 'packages/server/src/main.ts');
  const child = spawn(process.execPath, ['--watch', '--watch-preserve-output', entry], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(inner), PUBLIC_URL: address },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Its own port is of no use to people: all doors are behind the editor's.
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line.replace(`http://127.0.0.1:${inner}`, address));
  });
  return child;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createProbe();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const found = probe.address();
      probe.close(() => resolve(typeof found === 'object' && found ? found.port : 0));
    });
  });
}

main().catch((error: unknown) => {
  tell(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
