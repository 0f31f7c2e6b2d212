/** Holds what the pages say to what is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDocBreaks, tablesOf, variablesOf } from './doc-rules.ts';
import { readSourceFiles, report } from './source-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const migrations = 'packages/runtime/prisma/migrations';

const pages = readSourceFiles(root, [''], ['.md']);
const findings = findDocBreaks({
  pages,
  exists: (path) => existsSync(join(root, path)),
  scripts: Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts),
  variables: variablesOf(read('packages/shared/src/settings.schema.ts')),
  tables: tablesOf(
    readdirSync(join(root, migrations))
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .map((name) => read(`${migrations}/${name}`)),
  ),
});
const errors = report(findings, console.log);
console.log(`Docs: ${pages.length} pages, ${errors} wrong.`);
process.exitCode = errors === 0 ? 0 : 1;
