import { posix } from 'node:path';
import type { Finding, SourceFile } from './source-files.ts';

export type DocFacts = {
  pages: readonly SourceFile[];
  /** Whether a file or folder of the repository is there. */
  exists: (path: string) => boolean;
  /** Names of the scripts in the root package.json. */
  scripts: readonly string[];
  /** Variables of the environment that the settings know. */
  variables: readonly string[];
  /** Tables of the migrations, without schema. */
  tables: readonly string[];
};

const glossary = 'GLOSSARY.md';

/** Links that lead nowhere, commands that do not exist, tables and variables that no page tells of. */
export function findDocBreaks(facts: DocFacts): Finding[] {
  return [
    ...facts.pages.flatMap((page) => [...checkLinks(page, facts), ...checkCommands(page, facts)]),
    ...checkTables(facts),
    ...checkVariables(facts),
  ];
}

const finding = (path: string, line: number, message: string): Finding => ({
  path,
  line,
  message,
  level: 'error',
});

const link = /!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;

function checkLinks({ path, text }: SourceFile, { pages, exists }: DocFacts): Finding[] {
  return withoutCode(text)
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(link)].flatMap(([, target = '']) => {
        if (/^([a-z][a-z+.-]*:|\/)/i.test(target)) return [];
        const [file = '', heading] = target.split('#');
        const place = file === '' ? path : posix.join(posix.dirname(path), decodeURI(file));
        if (!exists(place)) return [finding(path, index + 1, `links to ${target}, which does not exist.`)];
        const page = pages.find((each) => each.path === place);
        if (!heading || !page || headingsOf(page.text).has(heading)) return [];
        return [finding(path, index + 1, `links to ${target}, and ${place} has no such heading.`)];
      }),
    );
}

/** Code is shown, not followed. Lines stay where they are. */
function withoutCode(text: string): string {
  return text
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, (block) => block.replace(/[^\n]/g, ' '))
    .replace(/`[^`\n]*`/g, (span) => ' '.repeat(span.length));
}

/** As GitHub makes them: small letters, blanks become dashes, other signs go, a repeated one gets a number. */
export function headingsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const slugs = [...withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, title = '']) => {
    const slug = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(slugs);
}

const withoutFences = (text: string) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');

// Of pnpm itself, as far as our pages name them.
const pnpmCommands = new Set(
  'install add remove update exec dlx run why outdated licenses peers approve-builds store'.split(' '),
);
const command = /(?:^|[\s`(])(?:npx (?:--yes )?pnpm@\d+|pnpm) (?:run )?([a-z][a-z0-9:-]*)/g;

/** Only what stands in code counts: prose may say "pnpm installs it". */
function checkCommands({ path, text }: SourceFile, { scripts }: DocFacts): Finding[] {
  return codeOf(text).flatMap(({ line, code }) =>
    [...code.matchAll(command)]
      .map(([, name = '']) => name)
      .filter((name) => !scripts.includes(name) && !pnpmCommands.has(name))
      .map((name) => finding(path, line, `names pnpm ${name}, and package.json has no such script.`)),
  );
}

function codeOf(text: string): { line: number; code: string }[] {
  let fenced = false;
  return text.split('\n').flatMap((content, index) => {
    if (/^(```|~~~)/.test(content)) {
      fenced = !fenced;
      return [];
    }
    if (fenced) return [{ line: index + 1, code: content }];
    return [...content.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ line: index + 1, code }));
  });
}

function checkTables({ pages, tables }: DocFacts): Finding[] {
  const page = pages.find(({ path }) => path === glossary);
  if (!page) return [];
  return tables
    .filter((table) => !mentions(page.text, table))
    .map((table) => finding(glossary, 0, `does not tell what the table ${table} holds.`));
}

function checkVariables({ pages, variables }: DocFacts): Finding[] {
  const told = pages
    .filter(({ path }) => path === 'README.md' || path.startsWith('docs/reference/'))
    .map(({ text }) => text);
  if (told.length === 0) return [];
  return variables
    .filter((name) => !told.some((text) => mentions(text, name)))
    .map((name) => finding('docs/reference/', 0, `No page there, nor README.md, tells what ${name} does.`));
}

/** Tables and variables are whole words in code. */
const mentions = (text: string, name: string) =>
  new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`).test(text);

/** The tables that SQL files make, in order, without those that a later file drops. Partitions are made elsewhere. */
export function tablesOf(migrations: readonly string[]): string[] {
  const tables = new Set<string>();
  const statement =
    /\b(create|drop) table (?:if (?:not )?exists )?(?:"?(?:public|engine)"?\.)?"?([a-z_]+)"?/gi;
  for (const text of migrations)
    for (const [, verb = '', name = ''] of text.replace(/--[^\n]*/g, '').matchAll(statement))
      if (verb.toLowerCase() === 'create') tables.add(name);
      else tables.delete(name);
  return [...tables];
}

/** The variables that the settings file lists: keys in capitals, two blanks deep. */
export function variablesOf(settings: string): string[] {
  return [...settings.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{/gm)].map(([, name = '']) => name);
}
