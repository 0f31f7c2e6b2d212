import { missingValue, toSqlValue } from '../../data-source/read-sql.ts';
import { defineExecutor } from '../../node/define-executor.ts';
import { done, failed } from '../../node/step-result.ts';
import { queryData } from './query-data.definition.ts';

export const executeQueryData = defineExecutor(queryData, async ({ config, ports }) => {
  const { source, sql, parameters, mostRows } = config;
  // A database would take null for it, and find nothing without a word.
  const missing = missingValue(sql, parameters);
  if (missing)
    return failed('missing_value', `The query takes :${missing}, and Values has no such name.`, {
      path: 'parameters',
    });
  const values = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, toSqlValue(value)]),
  );
  const { columns, rows, truncated } = await ports.data.query({ source, sql, parameters: values, mostRows });
  return done('out', { rows, columns, count: rows.length, truncated });
});
