/**
 * `pnpm new node|source|tool|template|role <name>` makes a folder of the catalogue with a test that fails until it is
 * finished; `pnpm new migration <name>` writes the SQL of a change of the datamodel.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newFilesOf } from './new-files.ts';
import { sync } from './sync.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = join(root, 'packages/shared/src');

async function makeNew(kind: string, name: string): Promise<string[]> {
  if (kind === 'migration') {
    // It starts a database, which the other kinds do not need.
    const { newMigration } = await import('./new-migration.ts');
    return [await newMigration(name)];
  }
  const { folder, files } = newFilesOf(kind, name);
  const place = join(shared, folder);
  if (existsSync(place))
    throw new Error(`packages/shared/src/${folder} exists already. Choose another name.`);
  mkdirSync(place, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text, { flag: 'wx' });
  // How lines break depends on how long the name is.
  execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', place], { stdio: 'ignore' });
  sync();
  return Object.keys(files).map((file) => `packages/shared/src/${folder}/${file}`);
}

try {
  const [kind = '', name = ''] = process.argv.slice(2);
  for (const path of await makeNew(kind, name)) console.log(path);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
