import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newUuid } from '@sista/shared/ids';
import { StepFailed } from '@sista/shared/node/step-result';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../db/sql.ts';
import { createDataPort } from './data-port.ts';
import { createDataSources } from './data-sources.ts';
import { createSqlitePool, type SqlitePool } from './query-sqlite.ts';

const noRows: Sql = { query: async () => [] };
let dataDir: string;
let sqlite: SqlitePool;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sista-port-'));
  sqlite = createSqlitePool({ size: 1 });
});
afterAll(async () => {
  await sqlite.close();
  await rm(dataDir, { recursive: true });
});

function ask(question: object, signal = new AbortController().signal) {
  const port = createDataPort(createDataSources({ sql: noRows, sqlite, dataDir }))(newUuid(), signal);
  return port.query({ source: 'demo-shop', sql: 'select 1', parameters: {}, mostRows: 10, ...question });
}

describe('the port for data', () => {
  it('reads the demo shop, with values beside the query', async () => {
    const sql = 'select sku from stock where sku = :sku or :sku is null order by sku';
    const { rows } = await ask({ sql, parameters: { sku: 'MUG-04' } });
    expect(rows).toEqual([{ sku: 'MUG-04' }]);
    const cut = await ask({ sql, parameters: { sku: null }, mostRows: 2 });
    expect(cut).toMatchObject({ columns: ['sku'], truncated: true });
    expect((await ask({ sql, parameters: { sku: "x' or 1=1 --" } })).rows).toEqual([]);
  });

  it.each([
    ['a source that is not there', { source: 'other' }, 'data_source_missing', 'source'],
    ['a write', { sql: 'delete from stock' }, 'query_refused', 'sql'],
    ['an unknown table', { sql: 'select * from stok' }, 'query_failed', 'sql'],
    ['a value that is not given', { sql: 'select :sku' }, 'missing_value', 'parameters'],
    ['a value without a name', { sql: 'select ?' }, 'missing_value', 'parameters'],
  ])('fails the step for %s and leads to the field', async (_what, question, code, path) => {
    const error = await ask(question).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StepFailed);
    expect((error as StepFailed).failure).toMatchObject({ code, path, retry: false });
  });

  it('stops the query with the step, for the reason of the step', async () => {
    const stop = new AbortController();
    const endless =
      'select count(*) from stock a, stock b, stock c, stock d, stock e, stock f, stock g, stock h, stock i';
    const asked = ask({ sql: endless }, stop.signal);
    const reason = new Error('the step took too long');
    stop.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect((await ask({ sql: 'select 2 as two' })).rows).toEqual([{ two: 2 }]);
  });
});
