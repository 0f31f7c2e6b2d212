import { posix } from 'node:path';
import { type Finding, isTest, type SourceFile } from './source-files.ts';

const namedAtLines = 300;
const mostLines = 400;
const mostFiles = 30;
const mostLevels = 4;
const forbidden = new Set(
  'utils helpers lib common misc core manager service handler data info types index'.split(' '),
);

/** Files that are too long, folders that are too full or too deep, names that say nothing. */
export function findFileBreaks(files: readonly SourceFile[]): Finding[] {
  return [...files.flatMap(checkFile), ...checkFolders(files.map(({ path }) => path))];
}

function checkFile({ path, text }: SourceFile): Finding[] {
  const lines = text.split('\n').length - 1;
  const findings: Finding[] = [];
  const say = (level: Finding['level'], message: string) => findings.push({ path, line: 0, level, message });
  if (lines > mostLines) say('error', `has ${lines} lines. Split what it does; ${mostLines} is the most.`);
  else if (lines > namedAtLines) say('warning', `has ${lines} lines. Above ${mostLines} the check fails.`);
  for (const name of [...posix.dirname(path).split('/'), stemOf(path)])
    if (forbidden.has(name))
      say('error', `"${name}" does not say what it is for. Name it after what it does.`);
  if (levelsOf(path) > mostLevels)
    say('error', `lies more than ${mostLevels} folders below src. Flatten it.`);
  return findings;
}

const stemOf = (path: string) => posix.basename(path).split('.')[0] ?? '';

/** Folders between `src`, or the package, and the file. */
function levelsOf(path: string): number {
  const below = /^packages\/[^/]+\/src\/(.*)$/.exec(path)?.[1] ?? path.split('/').slice(1).join('/');
  return below.split('/').length - 1;
}

function checkFolders(paths: readonly string[]): Finding[] {
  const counts = new Map<string, number>();
  for (const path of paths.filter((each) => /\.tsx?$/.test(each) && !isTest(each)))
    counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > mostFiles)
    .map(([path, count]) => ({
      path: `${path}/`,
      line: 0,
      level: 'error',
      message: `has ${count} source files; ${mostFiles} is the most. A smaller word is missing.`,
    }));
}
