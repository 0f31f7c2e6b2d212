import { z } from 'zod';
import { fromId, idInput, idOutput } from '../ids.ts';
import { pageInput, pageOf } from '../page.schema.ts';

/** The database of the demo shop: there in every workspace, by this name. */
export const demoShopSource = 'demo-shop';

export const dataSourceKinds = ['sqlite'] as const;

/** The largest file that can be uploaded, in bytes. */
export const mostUploadBytes = 50 * 1024 * 1024;

/** A file in the workspace's folder of data sources. Never a path; names that begin with `dsr_` are those of uploads. */
export const sqliteFileName = z
  .string()
  .regex(
    /^(?!dsr_)[a-z0-9][a-z0-9._ -]{0,99}\.(sqlite|sqlite3|db|db3)$/i,
    'Enter the name of a file in the folder, without folders, that ends with .sqlite, .sqlite3, .db or .db3.',
  );

/** A database that flows and employees' tools read. */
export const dataSource = z
  .object({
    id: idOutput('dataSource'),
    name: z.string(),
    kind: z.enum(dataSourceKinds),
    /** The file in the workspace's folder; null where the source holds a file that was uploaded to it. */
    file: z.string().nullable(),
    /** Size of the file; null while there is none. */
    bytes: z.int().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'DataSource' });
export type DataSource = z.output<typeof dataSource>;

export const dataSourcePage = pageOf(dataSource);
export const listDataSourcesInput = pageInput;
export type ListDataSourcesInput = z.output<typeof listDataSourcesInput>;
export const dataSourceIdInput = z.object({ id: idInput('dataSource') });

const name = z
  .string()
  .trim()
  .min(1, 'Give it a name.')
  .max(100)
  // Steps and tools name a source by its id or its name; one word must not mean two.
  .refine((text) => text.toLowerCase() !== demoShopSource, 'This name belongs to the demo shop.')
  .refine((text) => fromId('dataSource', text) === undefined, 'A name must not look like an id.');

export const createDataSourceInput = z.object({
  name,
  kind: z.enum(dataSourceKinds).default('sqlite'),
  file: sqliteFileName.optional().meta({
    description: 'A file in the folder of data sources. Without it, PUT /data-sources/{id}/file uploads one.',
  }),
});
export type CreateDataSourceInput = z.output<typeof createDataSourceInput>;

export const updateDataSourceInput = dataSourceIdInput.extend({
  name: name.optional(),
  file: sqliteFileName.optional(),
});
export type UpdateDataSourceInput = z.output<typeof updateDataSourceInput>;

/** What lies in the folder and can become a data source. `folder` is below the data folder of the server. */
export const dataSourceFiles = z.object({
  folder: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.int() })),
});
export type DataSourceFiles = z.output<typeof dataSourceFiles>;

export const sourceTable = z.object({
  name: z.string(),
  kind: z.enum(['table', 'view']),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Null for views, and where counting would take too long. */
  rows: z.int().nullable(),
});
export type SourceTable = z.output<typeof sourceTable>;

export const dataSourceCheck = z.object({
  ok: z.boolean(),
  /** For people: what was tried and what came of it. */
  message: z.string(),
  tables: z.array(sourceTable),
});
export type DataSourceCheck = z.output<typeof dataSourceCheck>;

/** An id (`dsr_…`) or a name. */
const sourceRef = z.string().min(1, 'Choose a data source.').max(100);
export const sourceTablesInput = z.object({
  source: sourceRef,
  /** Also count the rows of each table. */
  count: z.boolean().default(false),
});
export type SourceTablesInput = z.output<typeof sourceTablesInput>;
export const sourceTables = z.object({ tables: z.array(sourceTable) });

/** Rows that a trial shows. */
export const mostTrialRows = 20;

export const tryQueryInput = z.object({
  source: sourceRef,
  sql: z.string().min(1, 'Write a query.').max(20_000),
  parameters: z.record(z.string().max(100), z.unknown()).default({}),
});
export type TryQueryInput = z.output<typeof tryQueryInput>;

export const triedQuery = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.unknown())),
  truncated: z.boolean(),
});
export type TriedQuery = z.output<typeof triedQuery>;
