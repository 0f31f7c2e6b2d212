import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One SHA-256, in hex, over the names and contents of files. `paths` are files and folders below `root`; a folder
 * counts with everything in it, and one that is missing counts as missing. `ignore` sees paths below `root`.
 *
 * Contents and not times: a fresh clone gives every file the time of the clone.
 */
export function fingerprint(
  root: string,
  paths: readonly string[],
  ignore: (path: string) => boolean = () => false,
): string {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((each) => filesBelow(root, each)).filter((each) => !ignore(each)))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

function filesBelow(root: string, path: string): string[] {
  const place = join(root, path);
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [path];
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`));
}
