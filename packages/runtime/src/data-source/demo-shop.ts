import { randomUUID } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { demoArticles } from './demo-articles.ts';
import { demoRows } from './demo-rows.ts';

/** Raised whenever the rows change: an older file is replaced, since it holds nothing that people wrote. */
const demoVersion = 1;

const schema = `
  create table stock (sku text primary key, name text not null, on_hand integer not null, price real not null, next_delivery text);
  create table customer (id text primary key, name text not null, email text not null unique, country text not null, since text not null, note text);
  create table "order" (id text primary key, customer_id text not null, placed_on text not null, status text not null, total real not null, currency text not null, ship_country text not null, discount_percent real not null);
  create table ticket (id text primary key, customer_id text not null, opened_on text not null, subject text not null, team text not null, status text not null);
  create table "commit" (sha text primary key, repository text not null, branch text not null, message text not null, author text not null, committed_at text not null, files text not null);
  create table company (domain text primary key, name text not null, industry text not null, size integer not null, country text not null, about text not null);
  create table article (id text primary key, collection text not null, title text not null, body text not null);
`;

/**
 * Makes `demo.sqlite` in the data folder if it is missing or of an older version, and returns its path. Several callers
 * may do so at once: each writes a file of its own and moves it into place.
 */
export async function ensureDemoShop(dataDir: string): Promise<string> {
  const file = join(dataDir, 'demo.sqlite');
  if (versionOf(file) === demoVersion) return file;
  await mkdir(dataDir, { recursive: true });
  const draft = join(dataDir, `demo.${randomUUID()}.sqlite`);
  writeDemoShop(draft);
  await rename(draft, file);
  return file;
}

function versionOf(file: string): number | undefined {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return Number(database.prepare('pragma user_version').get()?.user_version);
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

function writeDemoShop(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(schema);
    for (const [table, rows] of Object.entries({ ...demoRows, article: demoArticles }))
      for (const row of rows)
        database.prepare(`insert into "${table}" values (${row.map(() => '?').join(', ')})`).run(...row);
    database.exec(`pragma user_version = ${demoVersion}`);
  } finally {
    database.close();
  }
}
