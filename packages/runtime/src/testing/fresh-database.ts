import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { templateName, urlOf } from './global-setup.ts';

export type FreshDatabase = AsyncDisposable & { url: string };

/**
 * A database of its own, for one test or one file: `await using database = await freshDatabase()`. It is a copy of
 * the migrated template, or empty with `{ migrated: false }`; disposing drops it, whoever is still connected.
 */
export async function freshDatabase(options: { migrated?: boolean } = {}): Promise<FreshDatabase> {
  // On demand: outside a test run there is nothing to inject, and vitest says so while it is loaded.
  const { inject } = await import('vitest');
  const adminUrl = inject('adminUrl');
  const name = `t_${randomBytes(8).toString('hex')}`;
  const template = options.migrated === false ? 'template1' : templateName;
  await onServer(adminUrl, `create database ${name} template ${template}`);
  return {
    url: urlOf(adminUrl, name),
    [Symbol.asyncDispose]: () => onServer(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

async function onServer(adminUrl: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
