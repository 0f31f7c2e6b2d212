import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Outside the repository, where a second bench finds what the first one installed. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sista-bench');

/**
 * Installs another builder from npm, once a version, and gives its folder in `node_modules`. Scripts of packages are
 * not run. Throws what npm said.
 */
export async function installPeer(name: string, version: string): Promise<string> {
  const folder = join(cache, `${name}-${version}`);
  const installed = join(folder, 'node_modules', name);
  if ((await installedVersion(installed)) === version) return installed;
  console.log(`Installing ${name} ${version} into ${folder}; this takes minutes the first time.`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "peer", "private": true }\n');
  const bin = dirname(process.execPath);
  const argv = [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--save-exact',
    `${name}@${version}`,
  ];
  await run('npm', argv, {
    cwd: folder,
    maxBuffer: 64e6,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    // npm is a script that only a shell finds there.
    shell: process.platform === 'win32',
  });
  return installed;
}

async function installedVersion(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { version: string }).version;
}
