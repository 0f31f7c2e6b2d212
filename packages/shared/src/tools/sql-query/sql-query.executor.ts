import { defineToolExecutor } from '../../tool/define-tool.ts';
import { sqlQueryTool } from './sql-query.definition.ts';

export const executeSqlQueryTool = defineToolExecutor(sqlQueryTool, async ({ args, settings, context }) => {
  const parameters: Record<string, unknown> = {};
  for (const { name, type } of settings.parameters)
    parameters[name] = type === 'list' ? JSON.stringify(args[name] ?? []) : (args[name] ?? null);
  const { source, sql, tables } = settings;
  const { rows, truncated } = await context.query({ source, sql, tables, parameters });
  if (rows.length === 0) return { ok: true, rows, note: 'Nothing found.' };
  return truncated ? { ok: true, rows, note: 'Only the first 200 rows are shown.' } : { ok: true, rows };
});
