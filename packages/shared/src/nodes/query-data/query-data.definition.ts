import { z } from 'zod';
import { hasPlaceholders, missingValue, parametersOf } from '../../data-source/read-sql.ts';
import { isRecord, isTemplate, shortText } from '../../node/config-pieces.ts';
import { type ConfigIssue, defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';

const valueName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'The name of a value has letters, digits and _, as in :email.');

/** Reads rows from a data source of the workspace. */
export const queryData = defineNode({
  type: 'query-data',
  title: 'Query data',
  summary: 'Reads rows from a database and gives them to the next steps.',
  category: 'data',
  icon: 'Database',
  synonyms: ['sql', 'sqlite', 'database', 'select', 'table', 'rows', 'look up', 'lookup'],
  effect: 'read',
  effectClass: 'safe',
  needs: ['data'],
  config: z.object({
    source: field(z.string().min(1, 'Choose a data source.').max(100), {
      label: 'Data source',
      control: 'data-source',
    }),
    // Not bindable: text that is put into SQL can become SQL.
    sql: field(z.string().min(1, 'Write a query.').max(20_000, 'At most 20,000 characters.'), {
      label: 'Query',
      control: 'sql',
      help: 'One SELECT. Where a value belongs, write :name and fill it under Values: a value never becomes part of the SQL, whatever it holds.',
      placeholder: 'select sku, on_hand from stock where sku = :sku',
    }),
    parameters: field(z.record(valueName, z.unknown()).default({}), {
      label: 'Values',
      control: 'mapping',
      help: 'For each :name of the query. A list arrives as JSON: where sku in (select value from json_each(:skus)).',
      bindable: true,
    }),
    mostRows: field(z.int().min(1).max(1_000).default(100), {
      label: 'Most rows',
      control: 'number',
      help: 'What is left out is told by truncated.',
      section: 'advanced',
    }),
  }),
  initial: { source: '', sql: '', parameters: {}, mostRows: 100 },
  summarise: ({ sql }) => shortText(sql) || 'No query yet',
  outputShape: () => ({
    type: 'object',
    properties: {
      rows: { type: 'array', items: { type: 'object', description: 'A column by its name.' } },
      columns: { type: 'array', items: { type: 'string' } },
      count: { type: 'integer', description: 'How many rows there are in rows.' },
      truncated: { type: 'boolean', description: 'True where the query had more rows.' },
    },
    required: ['rows', 'columns', 'count', 'truncated'],
    additionalProperties: false,
  }),
  sampleOutput: () => ({ rows: [], columns: [], count: 0, truncated: false }),
  issues: ({ sql, parameters }) => (typeof sql === 'string' ? sqlIssues(sql, parameters) : []),
});

function sqlIssues(sql: string, parameters: unknown): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const say = (path: string, code: string, message: string) => issues.push({ path, code, message });
  if (isTemplate(sql))
    say('sql', 'template_in_sql', 'Values cannot stand in the query. Write :name and fill it under Values.');
  if (hasPlaceholders(sql))
    say('sql', 'value_without_name', 'Values of a query have names. Write :name instead of ?.');
  if (!isRecord(parameters)) return issues;
  const missing = missingValue(sql, parameters);
  if (missing) say('parameters', 'missing_value', `The query takes :${missing}. Add a value with that name.`);
  const taken = new Set(parametersOf(sql));
  for (const name of Object.keys(parameters).filter((each) => !taken.has(each)))
    issues.push({
      level: 'warning',
      path: `parameters.${name}`,
      code: 'unused_value',
      message: `The query does not take :${name}. Remove the value, or use it.`,
    });
  return issues;
}
