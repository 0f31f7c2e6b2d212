import type {
  CreateDataSourceInput,
  DataSource,
  UpdateDataSourceInput,
} from '@sista/shared/data-source/data-source.schema';
import { newUuid, toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { viewDataSource } from './data-source-view.ts';
import { findDataSource } from './list-data-sources.ts';
import { refuseWhileUsed } from './uses-of-source.ts';

/** Names a file of the folder, or makes room for one that is uploaded next. */
export async function createDataSource(context: Context, input: CreateDataSourceInput): Promise<DataSource> {
  const { db, workspaceId } = context;
  const { name, kind, file } = input;
  if (file !== undefined) await demandFile(context, file);
  const id = newUuid();
  const data = { id, workspaceId, name, kind, location: file ?? '' };
  const row = await orTaken(name, db.dataSource.create({ data }));
  await recordAudit(context, 'data-source.create', toId('dataSource', id), {
    name,
    kind,
    file: file ?? null,
  });
  return viewDataSource(context, row);
}

/** Renames it, or lets it read another file. A name that steps or tools use stays. */
export async function updateDataSource(context: Context, input: UpdateDataSourceInput): Promise<DataSource> {
  const { db, runtime, workspaceId } = context;
  const { id, name, file } = input;
  const known = await findDataSource(context, id);
  if (file !== undefined) await demandFile(context, file);
  if (name !== undefined && name !== known.name) await refuseWhileUsed(context, known.name, [known.name]);
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(file === undefined ? {} : { location: file }),
  };
  const row = await orTaken(name ?? known.name, db.dataSource.update({ where: { id }, data: change }));
  if (file !== undefined) await runtime.dataSources.removeUpload(workspaceId, id);
  await recordAudit(context, 'data-source.update', toId('dataSource', id), {
    name: row.name,
    file: file ?? null,
  });
  return viewDataSource(context, row);
}

/** Refused while a flow or a tool reads it: they would fail. Of the files only an upload goes with it. */
export async function deleteDataSource(context: Context, { id }: { id: string }): Promise<{ id: string }> {
  const { db, runtime, workspaceId } = context;
  const row = await findDataSource(context, id);
  const outside = toId('dataSource', id);
  await refuseWhileUsed(context, row.name, [outside, row.name]);
  await db.dataSource.deleteMany({ where: { id } });
  await runtime.dataSources.removeUpload(workspaceId, id);
  await recordAudit(context, 'data-source.delete', outside, { name: row.name });
  return { id: outside };
}

/** Keeps the file that is sent and reads it from now on. */
export async function uploadFile(
  context: Context,
  { id, content }: { id: string; content: AsyncIterable<Uint8Array> },
): Promise<DataSource> {
  const { db, runtime, workspaceId } = context;
  const { name } = await findDataSource(context, id);
  const location = await runtime.dataSources.saveUpload(workspaceId, id, content);
  const { count } = await db.dataSource.updateMany({ where: { id }, data: { location } });
  // It was deleted while its file was on the way.
  if (count === 0) await runtime.dataSources.removeUpload(workspaceId, id);
  const view = await viewDataSource(context, await findDataSource(context, id));
  await recordAudit(context, 'data-source.upload', view.id, { name, bytes: view.bytes });
  return view;
}

async function demandFile({ runtime, workspaceId }: Context, file: string): Promise<void> {
  if ((await runtime.dataSources.sizeOf(workspaceId, file)) !== null) return;
  const { folder } = await runtime.dataSources.files(workspaceId);
  throw new Refusal(
    'invalid_input',
    `file: There is no file ${file} in ${folder} of the data folder. Put it there, or upload one.`,
  );
}

async function orTaken<T>(name: string, written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'P2002') throw error;
    throw new Refusal('conflict', `There is a data source called "${name}" already. Choose another name.`);
  }
}
