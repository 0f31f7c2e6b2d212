import type { DataSource } from '@sista/shared/data-source/data-source.schema';
import { fromId, toId } from '@sista/shared/ids';
import type { Context } from '../trpc/request-context.ts';

type Row = { id: string; name: string; kind: string; location: string; createdAt: Date };

/** A data source as people see it. The size is that of the file as it lies there now. */
export async function viewDataSource(
  { runtime, workspaceId }: Pick<Context, 'runtime' | 'workspaceId'>,
  row: Row,
): Promise<DataSource> {
  const isUpload =
    row.location === '' || fromId('dataSource', row.location.replace(/\.sqlite$/, '')) !== undefined;
  return {
    id: toId('dataSource', row.id),
    name: row.name,
    kind: row.kind as DataSource['kind'],
    file: isUpload ? null : row.location,
    bytes: row.location === '' ? null : await runtime.dataSources.sizeOf(workspaceId, row.location),
    createdAt: row.createdAt.toISOString(),
  };
}
