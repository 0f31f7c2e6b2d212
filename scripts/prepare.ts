/** What has to exist before the server or a check can run: registries, the database client, the built editor. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint } from './fingerprint.ts';
import { sync } from './sync.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

type Product = {
  /** For the terminal, while it is made: "Building the editor". */
  title: string;
  /** What it is made from, below the root. */
  sources: readonly string[];
  ignore?: (path: string) => boolean;
  /** Is there when it was made. */
  result: string;
  /** Keeps the fingerprint of the sources that it was made from. */
  stamp: string;
  package: string;
  program: { package: string; path: string; args: readonly string[] };
};

const outsideTheBundle = (path: string) => /\.(test|testing|executor|reader)\.tsx?$/.test(path);

const client: Product = {
  title: 'Generating the database client',
  sources: [
    'packages/runtime/prisma/schema',
    'packages/runtime/prisma.config.ts',
    'packages/runtime/package.json',
  ],
  result: 'packages/runtime/generated/prisma/client.ts',
  stamp: 'packages/runtime/generated/prisma.stamp',
  package: 'packages/runtime',
  program: { package: 'prisma', path: 'build/index.js', args: ['generate', '--no-hints'] },
};

const editor: Product = {
  title: 'Building the editor',
  sources: [
    'packages/editor/src',
    'packages/editor/public',
    'packages/editor/index.html',
    'packages/editor/vite.config.ts',
    'packages/editor/package.json',
    'packages/shared/src',
    'packages/shared/package.json',
    'pnpm-lock.yaml',
  ],
  ignore: outsideTheBundle,
  result: 'packages/editor/dist/web/index.html',
  stamp: 'packages/editor/dist/web.stamp',
  package: 'packages/editor',
  program: { package: 'vite', path: 'bin/vite.js', args: ['build', '--logLevel', 'warn'] },
};

export type Prepared = {
  /** Whether anything had to be made. */
  made: boolean;
};

/** Writes the registries and generates the database client, if they are stale. */
export async function prepareSources(tell: (line: string) => void): Promise<Prepared> {
  sync();
  return make(client, tell);
}

/** Builds the editor, if it is stale. Needs the registries. */
export async function prepareEditor(tell: (line: string) => void): Promise<Prepared> {
  return make(editor, tell);
}

async function make(product: Product, tell: (line: string) => void): Promise<Prepared> {
  const stampFile = join(root, product.stamp);
  const wanted = fingerprint(root, product.sources, product.ignore);
  const known = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : '';
  if (known === wanted && existsSync(join(root, product.result))) return { made: false };
  const startedAt = performance.now();
  tell(`${product.title} …`);
  await runProgram(product);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${wanted}\n`);
  tell(`${product.title} took ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  return { made: true };
}

/** Its output is shown only when it fails. Throws one sentence. */
async function runProgram({ title, package: folder, program }: Product): Promise<void> {
  const child = spawn(process.execPath, [programOf(folder, program.package, program.path), ...program.args], {
    cwd: join(root, folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0) throw new Error(`${title} failed (${signal ?? `exit ${code}`}):\n${said.trim()}`);
}

/** The file of a program that the package in `folder` depends on. */
export function programOf(folder: string, name: string, path: string): string {
  const manifest = createRequire(join(root, folder, 'package.json')).resolve(`${name}/package.json`);
  return join(dirname(manifest), path);
}
