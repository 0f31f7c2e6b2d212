import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the repository. `path` is below the root, with `/`. */
export type SourceFile = { path: string; text: string };

/** What a check has against a file. Lines count from 1; 0 means the file, or folder, as such. */
export type Finding = { path: string; line: number; message: string; level: 'error' | 'warning' };

const foreign = new Set(['node_modules', 'dist', 'generated', '.git', '.sista', 'test-results', 'results']);

/** All files below the folders of `root` with one of the endings, without what is installed or generated. */
export function readSourceFiles(
  root: string,
  folders: readonly string[],
  endings: readonly string[],
): SourceFile[] {
  return folders
    .flatMap((folder) => pathsBelow(root, folder))
    .filter((path) => endings.some((ending) => path.endsWith(ending)) && !/\.gen\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function pathsBelow(root: string, folder: string): string[] {
  const place = join(root, folder);
  if (!existsSync(place)) return [];
  return readdirSync(place, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return entry.isFile() ? [path] : [];
      return foreign.has(entry.name) ? [] : pathsBelow(root, path);
    });
}

/** Prints what was found. Returns how many errors there are. */
export function report(findings: readonly Finding[], says: (line: string) => void): number {
  for (const { path, line, message, level } of findings)
    says(`${level === 'error' ? 'error  ' : 'warning'}  ${path}${line > 0 ? `:${line}` : ''}  ${message}`);
  return findings.filter(({ level }) => level === 'error').length;
}

export const codeFolders = ['packages', 'e2e', 'bench', 'scripts'];
export const codeEndings = ['.ts', '.tsx'];
/** Tests, what only tests use, and the rooms `testing` that hold nothing else. */
export const isTest = (path: string) => /\.(test|testing)\.tsx?$|\/src\/testing\//.test(path);
