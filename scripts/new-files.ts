import { roleFiles, sourceFiles, templateFiles, toolFiles } from './new-entry-files.ts';
import { type Names, nodeFiles, triggerFiles } from './new-node-files.ts';

/** What `pnpm new` writes for each kind of catalogue entry: small, valid, and with a test that fails. */
export type NewFiles = { folder: string; files: Record<string, string> };

const folders = {
  node: 'nodes',
  source: 'sources',
  tool: 'tools',
  template: 'templates',
  role: 'roles',
} as const;
type Kind = keyof typeof folders;
const isKind = (kind: string): kind is Kind => Object.hasOwn(folders, kind);

/** The folder inside `packages/shared/src` and its files, by name. Throws a sentence for what cannot be made. */
export function newFilesOf(kind: string, name: string): NewFiles {
  if (!isKind(kind))
    throw new Error(
      `"${kind}" cannot be made. Say: pnpm new node|source|tool|template|role|migration <name>.`,
    );
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(
      `"${name}" is not a name for a ${kind}. Use small letters and dashes, such as send-teams.`,
    );
  const words = name.split('-');
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const title = name.charAt(0).toUpperCase() + words.join(' ').slice(1);
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1);
  return { folder: `${folders[kind]}/${name}`, files: writers[kind]({ name, camel, pascal, title }) };
}

const writers: Readonly<Record<Kind, (names: Names) => Record<string, string>>> = {
  node: (names) => (names.name.startsWith('trigger-') ? triggerFiles(names) : nodeFiles(names)),
  source: sourceFiles,
  tool: toolFiles,
  template: templateFiles,
  role: roleFiles,
};
