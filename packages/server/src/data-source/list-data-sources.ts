import type { DataSource, ListDataSourcesInput } from '@sista/shared/data-source/data-source.schema';
import { toId } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import { notFound } from '@sista/shared/refusal';
import { pageQuery, toPage } from '../trpc/cursor.ts';
import type { Context } from '../trpc/request-context.ts';
import { viewDataSource } from './data-source-view.ts';

type Asks = Pick<Context, 'db' | 'runtime' | 'workspaceId'>;

export async function listDataSources(context: Asks, input: ListDataSourcesInput): Promise<Page<DataSource>> {
  const rows = await context.db.dataSource.findMany(pageQuery(input));
  const page = toPage(rows, input, (row) => row);
  return { ...page, data: await Promise.all(page.data.map((row) => viewDataSource(context, row))) };
}

export async function getDataSource(context: Asks, { id }: { id: string }): Promise<DataSource> {
  return viewDataSource(context, await findDataSource(context, id));
}

/** The row, or the refusal of one that is not there. */
export async function findDataSource({ db }: Pick<Context, 'db'>, id: string) {
  const row = await db.dataSource.findFirst({ where: { id } });
  if (!row) throw notFound('data source', toId('dataSource', id));
  return row;
}
