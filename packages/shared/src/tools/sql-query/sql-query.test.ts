import { describe, expect, it } from 'vitest';
import type { DataQuery, ToolContext } from '../../tool/define-tool.ts';
import { sqlQueryTool } from './sql-query.definition.ts';
import { executeSqlQueryTool } from './sql-query.executor.ts';

const settings = sqlQueryTool.settings.parse({
  source: 'demo-shop',
  sql: 'select sku, on_hand from stock where sku in (select value from json_each(:skus)) limit :most',
  tables: ['stock'],
  parameters: [
    { name: 'skus', type: 'list' },
    { name: 'most', type: 'number' },
  ],
});

function contextOf(rows: Record<string, unknown>[], asked: DataQuery[] = []): ToolContext {
  const query = async (wanted: DataQuery) => {
    asked.push(wanted);
    return { rows, truncated: false };
  };
  return { query, taskInput: {}, signal: new AbortController().signal, now: 0 };
}

describe('sql-query', () => {
  it('shows the model the parameters of the query and nothing else', () => {
    const shape = sqlQueryTool.parameters(settings);
    expect(shape.required).toEqual(['skus', 'most']);
    expect(shape.additionalProperties).toBe(false);
  });

  it('hands lists over as JSON and says when nothing was found', async () => {
    const asked: DataQuery[] = [];
    const context = contextOf([], asked);
    const result = await executeSqlQueryTool.run({ args: { skus: ['A', 'B'], most: 3 }, settings, context });
    expect(asked[0]?.parameters).toEqual({ skus: '["A","B"]', most: 3 });
    expect(result).toEqual({ ok: true, rows: [], note: 'Nothing found.' });
  });
});
