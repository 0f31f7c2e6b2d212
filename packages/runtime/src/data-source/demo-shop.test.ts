import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDemoShop } from './demo-shop.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sista-demo-'));
});
afterEach(() => rm(folder, { recursive: true }));

function read(file: string, sql: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare(sql).get();
  database.close();
  return row && { ...row };
}

describe('ensureDemoShop', () => {
  it('makes the shop once, in a folder that it creates, and leaves it alone afterwards', async () => {
    const dataDir = join(folder, 'data');
    const file = await ensureDemoShop(dataDir);
    const { ino } = await stat(file);
    expect(read(file, "select on_hand from stock where sku = 'LAMP-02'")).toEqual({ on_hand: 0 });
    expect(read(file, "select count(*) as n from article where collection = 'help'")).toEqual({ n: 9 });
    expect(await ensureDemoShop(dataDir)).toBe(file);
    expect((await stat(file)).ino).toBe(ino);
  });

  it('replaces a file that is broken or older, also from several callers at once', async () => {
    await writeFile(join(folder, 'demo.sqlite'), 'not a database');
    const files = await Promise.all([ensureDemoShop(folder), ensureDemoShop(folder)]);
    expect(read(files[0], 'select count(*) as n from company')).toEqual({ n: 5 });
  });
});
