import {
  createDataSourceInput,
  dataSource,
  dataSourceCheck,
  dataSourceFiles,
  dataSourceIdInput,
  dataSourcePage,
  listDataSourcesInput,
  sourceTables,
  sourceTablesInput,
  triedQuery,
  tryQueryInput,
  updateDataSourceInput,
} from '@sista/shared/data-source/data-source.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { checkDataSource, listTables, tryQuery } from './check-data-source.ts';
import { getDataSource, listDataSources } from './list-data-sources.ts';
import { createDataSource, deleteDataSource, updateDataSource } from './write-data-source.ts';

const tags = ['data sources'];

export const dataSourceRouter = router({
  list: procedure('data-source.read')
    .meta({ openapi: { method: 'GET', path: '/data-sources', tags, summary: 'List data sources' } })
    .input(listDataSourcesInput)
    .output(dataSourcePage)
    .query(({ ctx, input }) => listDataSources(ctx, input)),
  files: procedure('data-source.read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/data-sources/files',
        tags,
        summary: 'List the files that can become data sources',
      },
    })
    .output(dataSourceFiles)
    .query(({ ctx }) => ctx.runtime.dataSources.files(ctx.workspaceId)),
  get: procedure('data-source.read')
    .meta({ openapi: { method: 'GET', path: '/data-sources/{id}', tags, summary: 'Read a data source' } })
    .input(dataSourceIdInput)
    .output(dataSource)
    .query(({ ctx, input }) => getDataSource(ctx, input)),
  create: procedure('data-source.write')
    .meta({
      openapi: { method: 'POST', path: '/data-sources', tags, summary: 'Add a data source' },
      created: true,
    })
    .input(createDataSourceInput)
    .output(dataSource)
    .mutation(({ ctx, input }) => createDataSource(ctx, input)),
  update: procedure('data-source.write')
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/data-sources/{id}',
        tags,
        summary: 'Rename it or choose another file',
      },
    })
    .input(updateDataSourceInput)
    .output(dataSource)
    .mutation(({ ctx, input }) => updateDataSource(ctx, input)),
  delete: procedure('data-source.write')
    .meta({
      openapi: { method: 'DELETE', path: '/data-sources/{id}', tags, summary: 'Delete a data source' },
    })
    .input(dataSourceIdInput)
    .output(dataSource.pick({ id: true }))
    .mutation(({ ctx, input }) => deleteDataSource(ctx, input)),
  check: procedure('data-source.write')
    .meta({
      openapi: {
        method: 'POST',
        path: '/data-sources/{id}/check',
        tags,
        summary: 'Open it and list its tables',
      },
    })
    .input(dataSourceIdInput)
    .output(dataSourceCheck)
    .mutation(({ ctx, input }) => checkDataSource(ctx, input)),
  tables: procedure('data-source.read')
    .input(sourceTablesInput)
    .output(sourceTables)
    .query(({ ctx, input }) => listTables(ctx, input)),
  try: procedure('data-source.write')
    .input(tryQueryInput)
    .output(triedQuery)
    .mutation(({ ctx, input }) => tryQuery(ctx, input)),
});
