import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import type { DataAnswer } from '../../node/step-context.ts';
import { failed, StepFailed } from '../../node/step-result.ts';
import { queryData } from './query-data.definition.ts';
import { executeQueryData } from './query-data.executor.ts';

const sql =
  'select sku, on_hand from stock where sku in (select value from json_each(:skus)) and on_hand > :least';
const answer: DataAnswer = {
  columns: ['sku', 'on_hand'],
  rows: [
    { sku: 'A', on_hand: 2 },
    { sku: 'B', on_hand: 3 },
  ],
  truncated: true,
};

const ask = (config: object, query = () => answer) =>
  runExecutor(executeQueryData, {
    config: { source: 'demo-shop', sql, ...config },
    scope: { trigger: { body: { skus: ['A', "B'; drop table stock"], least: 1 } } },
    query,
  });

describe('query-data', () => {
  it('hands the values over beside the query, lists as JSON, and gives the rows with their count', async () => {
    const parameters = { skus: '{{ trigger.body.skus }}', least: '{{ trigger.body.least }}' };
    const { result, queries } = await ask({ parameters });
    expect(queries).toEqual([
      {
        source: 'demo-shop',
        sql,
        parameters: { skus: '["A","B\'; drop table stock"]', least: 1 },
        mostRows: 100,
      },
    ]);
    expect(result).toEqual({
      kind: 'done',
      port: 'out',
      output: { rows: answer.rows, columns: ['sku', 'on_hand'], count: 2, truncated: true },
    });
  });

  it('puts no expression into the query itself', async () => {
    const text = "select * from stock where sku = '{{ trigger.body.least }}'";
    const { queries } = await ask({ sql: text, parameters: {} });
    expect(queries[0]?.sql).toBe(text);
    expect(queryData.issues({ sql: text, parameters: {} })).toMatchObject([
      { path: 'sql', code: 'template_in_sql' },
    ]);
  });

  it('asks nothing while a value is missing', async () => {
    const { result, queries } = await ask({ parameters: { skus: [] } });
    expect(result).toMatchObject({ kind: 'failed', code: 'missing_value', path: 'parameters', retry: false });
    expect(queries).toEqual([]);
  });

  it('takes null where an expression finds nothing', async () => {
    const { queries } = await ask({ parameters: { skus: '{{ trigger.body.none }}', least: null } });
    expect(queries[0]?.parameters).toEqual({ skus: null, least: null });
  });

  it('fails as the data source says', async () => {
    const { result } = await ask({ parameters: { skus: [], least: 0 } }, () => {
      throw new StepFailed(failed('query_failed', 'There is no table "stok".', { path: 'sql' }));
    });
    expect(result).toMatchObject({ kind: 'failed', code: 'query_failed', path: 'sql' });
  });

  it.each([
    ['mostRows', { mostRows: 1_001 }],
    ['mostRows', { mostRows: 0 }],
    ['source', { source: '' }],
    ['sql', { sql: '' }],
    ['parameters', { parameters: { 'no spaces': 1 } }],
  ])('refuses a wrong %s', async (path, config) => {
    const { result, queries } = await ask(config);
    expect(result).toMatchObject({ kind: 'failed' });
    expect((result as { path: string }).path).toContain(path);
    expect(queries).toEqual([]);
  });

  it('finds values that are missing, left over or without a name while it is edited', () => {
    const codes = queryData
      .issues({ sql: 'select :a, ?', parameters: { b: 1 } })
      .map(({ level, path, code }) => [level, path, code]);
    expect(codes).toEqual([
      [undefined, 'sql', 'value_without_name'],
      [undefined, 'parameters', 'missing_value'],
      ['warning', 'parameters.b', 'unused_value'],
    ]);
  });
});
