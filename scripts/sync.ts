/**
 * `pnpm sync` writes the catalogue registries of packages/shared from the folders that exist. A folder holds
 * `<name>.definition.ts` and friends; the export is the name in camelCase with the suffix of its kind.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../packages/shared/src/', import.meta.url));

const camel = (name: string) => name.replace(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function foldersOf(catalogue: string, suffix: string): string[] {
  const folder = join(root, catalogue);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, `${entry.name}.${suffix}.ts`)),
    )
    .map((entry) => entry.name)
    .sort();
}

type Registry = {
  constant: string;
  type: string;
  catalogue: string;
  suffix: string;
  exportName: (name: string) => string;
};

function write(file: string, imports: string[], registries: Registry[]): void {
  const lines = ['// Written by `pnpm sync`. Do not edit.', ...imports];
  for (const { catalogue, suffix, exportName } of registries)
    for (const name of foldersOf(catalogue, suffix))
      lines.push(`import { ${exportName(name)} } from './${catalogue}/${name}/${name}.${suffix}.ts';`);
  for (const { constant, type, catalogue, suffix, exportName } of registries) {
    lines.push('', `export const ${constant}: Readonly<Record<string, ${type}>> = {`);
    for (const name of foldersOf(catalogue, suffix)) lines.push(`  '${name}': ${exportName(name)},`);
    lines.push('};');
  }
  save(file, `${lines.join('\n')}\n`);
}

/** Leaves an unchanged file alone, so that watchers and caches do not wake up. */
function save(file: string, text: string): void {
  const path = join(root, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFileSync(path, text);
}

function writeDocs(): void {
  const lines = ['// Written by `pnpm sync`. Do not edit.'];
  for (const [constant, catalogue] of [
    ['nodeDocs', 'nodes'],
    ['sourceDocs', 'sources'],
    ['toolDocs', 'tools'],
    ['templateDocs', 'templates'],
  ] as const) {
    lines.push('', `export const ${constant}: Readonly<Record<string, string>> = {`);
    const folder = join(root, catalogue);
    for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
      const path = join(folder, name, `${name}.docs.md`);
      if (existsSync(path)) lines.push(`  '${name}': ${JSON.stringify(readFileSync(path, 'utf8'))},`);
    }
    lines.push('};');
  }
  save('docs.gen.ts', `${lines.join('\n')}\n`);
}

export function sync(): void {
  write(
    'nodes.gen.ts',
    ["import type { AnyNodeDefinition } from './node/define-node.ts';"],
    [
      {
        constant: 'nodeDefinitions',
        type: 'AnyNodeDefinition',
        catalogue: 'nodes',
        suffix: 'definition',
        exportName: camel,
      },
    ],
  );
  write(
    'executors.gen.ts',
    [
      "import type { AnyExecutor } from './node/define-executor.ts';",
      "import type { AnyToolExecutor } from './tool/define-tool.ts';",
    ],
    [
      {
        constant: 'executors',
        type: 'AnyExecutor',
        catalogue: 'nodes',
        suffix: 'executor',
        exportName: (name) => `execute${capital(camel(name))}`,
      },
      {
        constant: 'toolExecutors',
        type: 'AnyToolExecutor',
        catalogue: 'tools',
        suffix: 'executor',
        exportName: (name) => `execute${capital(camel(name))}Tool`,
      },
    ],
  );
  write(
    'sources.gen.ts',
    ["import type { SourceDefinition } from './source/define-source.ts';"],
    [
      {
        constant: 'sources',
        type: 'SourceDefinition',
        catalogue: 'sources',
        suffix: 'definition',
        exportName: (name) => `${camel(name)}Source`,
      },
    ],
  );
  write(
    'readers.gen.ts',
    ["import type { SourceReader } from './source/define-source.ts';"],
    [
      {
        constant: 'readers',
        type: 'SourceReader',
        catalogue: 'sources',
        suffix: 'reader',
        exportName: (name) => `${camel(name)}Reader`,
      },
    ],
  );
  write(
    'tools.gen.ts',
    ["import type { AnyToolDefinition } from './tool/define-tool.ts';"],
    [
      {
        constant: 'toolDefinitions',
        type: 'AnyToolDefinition',
        catalogue: 'tools',
        suffix: 'definition',
        exportName: (name) => `${camel(name)}Tool`,
      },
    ],
  );
  write(
    'roles.gen.ts',
    ["import type { RoleDefinition } from './role/define-role.ts';"],
    [
      {
        constant: 'roleDefinitions',
        type: 'RoleDefinition',
        catalogue: 'roles',
        suffix: 'role',
        exportName: (name) => `${camel(name)}Role`,
      },
    ],
  );
  write(
    'templates.gen.ts',
    ["import type { TemplateDefinition } from './template/define-template.ts';"],
    [
      {
        constant: 'templates',
        type: 'TemplateDefinition',
        catalogue: 'templates',
        suffix: 'template',
        exportName: (name) => `${camel(name)}Template`,
      },
    ],
  );
  writeDocs();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) sync();
