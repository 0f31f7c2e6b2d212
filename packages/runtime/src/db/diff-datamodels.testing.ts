import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

export const schemaFolder = resolve(import.meta.dirname, '../../prisma/schema');
/** A copy of the datamodel that the newest migration leads to; the next one is the difference from it. */
export const migratedDatamodel = resolve(import.meta.dirname, '../../prisma/migrations/datamodel.prisma');

/** The whole datamodel as one text: the files of the schema folder, in the order of their names. */
export async function readDatamodel(folder = schemaFolder): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.prisma')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts
    .map((text) => text.trim())
    .join('\n\n')
    .concat('\n');
}

/** The datamodel as it was when the newest migration was written. */
export function readMigratedDatamodel(): Promise<string> {
  return readFile(migratedDatamodel, 'utf8');
}

/**
 * The SQL that leads from one datamodel to another; without `from`, from an empty database. Empty when they agree.
 * `url` is any reachable PostgreSQL: the engine asks it for its version and changes nothing.
 */
export async function diffDatamodels(from: string | undefined, to: string, url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const restore = unrefTimers();
  try {
    const { SchemaEngine } = await loadEngine();
    const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
    const engine = await SchemaEngine.new({ datamodels: [['to.prisma', to]] }, () => {}, factory);
    const { stdout } = await engine.diff({
      from:
        from === undefined ? { tag: 'empty' } : { tag: 'schemaDatamodel', ...asFiles('from.prisma', from) },
      to: { tag: 'schemaDatamodel', ...asFiles('to.prisma', to) },
      script: true,
      shadowDatabaseUrl: null,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return /^\s*-- This is an empty migration/.test(stdout ?? '') ? '' : (stdout ?? '');
  } finally {
    restore();
    await pool.end();
  }
}

const asFiles = (path: string, content: string) => ({ files: [{ path, content }], configDir: '.' });

type Engine = { diff(params: object): Promise<{ stdout: string | null }> };
type EngineModule = {
  SchemaEngine: { new: (options: object, log: () => void, factory: object) => Promise<Engine> };
  __wbg_set_wasm(exports: object): void;
};
type WebAssemblyGlobal = {
  instantiate(
    bytes: Buffer,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start?: () => void } } }>;
};

let loaded: Promise<EngineModule> | undefined;

// A second instance in one process fails, so the module keeps the first.
function loadEngine(): Promise<EngineModule> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<EngineModule> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  // Through a variable: the package has no types for this entry.
  const entry = '@prisma/schema-engine-wasm/schema_engine_bg';
  const engine: EngineModule = await import(entry);
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyGlobal };
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
  return engine;
}

// The engine leaves a timer of 10 s behind that would keep the process for as long.
function unrefTimers(): () => void {
  const original = globalThis.setTimeout;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) =>
    original(...args).unref()) as typeof setTimeout;
  return () => {
    globalThis.setTimeout = original;
  };
}
