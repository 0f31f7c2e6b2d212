import { posix } from 'node:path';
import {
  closedCatalogues,
  closedDoors,
  doors,
  environmentReaders,
  fastifyFiles,
  libraryRooms,
  type Package,
  testDoors,
} from './arrows.ts';
import { type Import, readImports } from './read-imports.ts';
import { type Finding, isTest, type SourceFile } from './source-files.ts';

type Rule = (file: SourceFile, imports: readonly Import[]) => { line: number; message: string }[];

/** Every place where an arrow points the wrong way. Files are judged one by one. */
export function findBoundaryBreaks(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    const imports = readImports(file.text);
    return rules.flatMap((rule) =>
      rule(file, imports).map((found) => ({ ...found, path: file.path, level: 'error' as const })),
    );
  });
}

function packageOf(path: string): Package | undefined {
  const [first = '', second = ''] = path.split('/');
  const name = first === 'packages' ? second : first;
  return Object.hasOwn(doors, name) ? (name as Package) : undefined;
}

const opens = (pattern: string, door: string) =>
  pattern.endsWith('*') ? door.startsWith(pattern.slice(0, -1)) : door === pattern;

function checkDoors({ path }: SourceFile, imports: readonly Import[]) {
  const own = packageOf(path);
  if (!own) return [];
  const open = [...doors[own], ...(isTest(path) ? (testDoors[own] ?? []) : [])];
  return imports.flatMap(({ from, line, typeOnly }) => {
    if (!from.startsWith('@sista/')) return [];
    const closed = closedDoors[own]?.[from];
    if (closed) return [{ line, message: closed }];
    if (own === 'editor' && from.startsWith('@sista/server') && !typeOnly)
      return [{ line, message: `The editor takes types only from ${from}. Write import type.` }];
    if (open.some((pattern) => opens(pattern, from))) return [];
    return [{ line, message: `${own} may not open ${from}. Its doors are: ${open.join(', ') || 'none'}.` }];
  });
}

function checkRelative({ path }: SourceFile, imports: readonly Import[]) {
  const own = packageOf(path);
  // The commands start other packages as programs, and new-migration reads the datamodel.
  if (!own || own === 'scripts') return [];
  const home = path.startsWith('packages/') ? `packages/${own}/` : `${own}/`;
  return imports
    .filter(({ from }) => from.startsWith('.') && !resolve(path, from).startsWith(home))
    .map(({ from, line }) => ({ line, message: `${from} is in another package. Import one of its doors.` }));
}

const resolve = (path: string, from: string) => posix.join(posix.dirname(path), from);

function checkShared({ path }: SourceFile, imports: readonly Import[]) {
  if (packageOf(path) !== 'shared') return [];
  const withNode = isTest(path) || /\.(executor|reader)\.ts$/.test(path);
  return imports.flatMap(({ from, line, typeOnly }) => {
    if (withNode) return [];
    if (from.startsWith('node:'))
      return [{ line, message: `shared runs in a browser too. ${from} belongs in an .executor or .reader.` }];
    if (from.startsWith('.') && /\.(executor|reader)\.ts$/.test(from) && !typeOnly)
      return [{ line, message: `A definition does not load ${from}: browsers load definitions.` }];
    return [];
  });
}

const entry = new RegExp(`^packages/shared/src/(${closedCatalogues.join('|')})/([^/]+)/`);

/** What a node, a source and a tool know is their own folder and the rooms that all share. */
function checkCatalogues({ path }: SourceFile, imports: readonly Import[]) {
  if (packageOf(path) !== 'shared' || isTest(path)) return [];
  const home = entry.exec(path)?.[0];
  return imports.flatMap(({ from, line }) => {
    if (!from.startsWith('.')) return [];
    const target = entry.exec(resolve(path, from));
    if (!target || target[0] === home) return [];
    const message = `${from} belongs to ${target[2]} alone. Move what both need to a room such as shared/${
      target[1] === 'sources' ? 'source' : target[1] === 'tools' ? 'tool' : 'node'
    }.`;
    return [{ line, message }];
  });
}

function checkLibraries({ path }: SourceFile, imports: readonly Import[]) {
  if (isTest(path) || /\.config\.ts$/.test(path) || path.startsWith('scripts/')) return [];
  const named = (library: string, from: string) =>
    library.startsWith('.')
      ? from.includes(library.slice(2))
      : library.endsWith('/')
        ? from.startsWith(library)
        : from === library || from.startsWith(`${library}/`);
  const found = imports.flatMap(({ from, line }) => {
    const room = libraryRooms.find(({ libraries }) => libraries.some((library) => named(library, from)));
    if (!room || room.rooms.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place)))
      return [];
    return [{ line, message: `${from} lives in ${room.rooms.join(', ')} only. Ask that room for a verb.` }];
  });
  const fastify = imports
    .filter(({ from }) => (from === 'fastify' || from.startsWith('@fastify/')) && !fastifyFiles.test(path))
    .map(({ line }) => ({ line, message: 'Fastify stays in app.ts, in *.route.ts and in server/trpc.' }));
  return [...found, ...fastify];
}

/** Another domain is known by its use cases and rules, not by how it is reached or stored. */
function checkDomains({ path }: SourceFile, imports: readonly Import[]) {
  const match = /^packages\/(server|runtime)\/src\/([^/]+)\//.exec(path);
  if (!match || isTest(path) || path.endsWith('trpc/app-router.ts')) return [];
  const home = match[0];
  return imports
    .filter(({ from }) => from.startsWith('.') && /(\.router|\.route|-sql)\.ts$/.test(from))
    .filter(({ from }) => !resolve(path, from).startsWith(home))
    .map(({ from, line }) => ({
      line,
      message: `${from} is how another domain is reached or stored. Import its use case or rule.`,
    }));
}

const writesEvents = /\b(insert\s+into|update|delete\s+from)\s+(only\s+)?engine\.event\b/i;
const writesEngine = /\b(insert\s+into|update|delete\s+from)\s+(only\s+)?engine\.\w+/i;

/** The event room numbers events without a gap, which a second writer would break; the server edits people's rows. */
function checkWriters({ path, text }: SourceFile) {
  if (isTest(path) || !path.startsWith('packages/')) return [];
  if (writesEvents.test(text) && !path.startsWith('packages/runtime/src/event/'))
    return [
      { line: lineOf(text, writesEvents), message: 'Only runtime/event writes engine.event. Call emit.' },
    ];
  if (packageOf(path) !== 'runtime' && writesEngine.test(text))
    return [
      { line: lineOf(text, writesEngine), message: 'Only runtime writes the engine tables. Ask for a verb.' },
    ];
  return [];
}

function checkEnvironment({ path, text }: SourceFile) {
  if (isTest(path) || environmentReaders.test(path) || !/\bprocess\.env\b/.test(text)) return [];
  const message = 'The environment is read by main, worker and scripts. Take what you need as an argument.';
  return [{ line: lineOf(text, /\bprocess\.env\b/), message }];
}

function lineOf(text: string, pattern: RegExp): number {
  return text.slice(0, pattern.exec(text)?.index ?? 0).split('\n').length;
}

const rules: readonly Rule[] = [
  checkDoors,
  checkRelative,
  checkShared,
  checkCatalogues,
  checkLibraries,
  checkDomains,
  checkWriters,
  checkEnvironment,
];
