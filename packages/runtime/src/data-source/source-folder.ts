import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DataSourceFiles, sqliteFileName } from '@sista/shared/data-source/data-source.schema';
import { fromId, toId } from '@sista/shared/ids';

/** Below the data folder: where a workspace's database files lie, `data-sources/ws_…`. No two workspaces share one. */
export const folderName = (workspaceId: string) => `data-sources/${toId('workspace', workspaceId)}`;

export const folderOf = (dataDir: string, workspaceId: string) =>
  join(resolve(dataDir), folderName(workspaceId));

/** The name of the file that is uploaded to a data source. People cannot choose it for another source. */
export const uploadName = (sourceId: string) => `${toId('dataSource', sourceId)}.sqlite`;

/** Whether a stored location is a name that a source may have: one of the folder, or that of its own upload. */
export function isSafeName(name: string): boolean {
  const id = /^(dsr_[0-9a-z]{26})\.sqlite$/.exec(name)?.[1];
  return id === undefined ? sqliteFileName.safeParse(name).success : fromId('dataSource', id) !== undefined;
}

export type FoundFile = { path: string; bytes: number };

/**
 * A file that lies in the folder itself. Undefined for what is not there, is no plain file, or is a link: a link
 * could lead to the files of the product or of the machine.
 */
export async function findFile(folder: string, name: string): Promise<FoundFile | undefined> {
  if (!isSafeName(name)) return undefined;
  const path = join(folder, name);
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() ? { path, bytes: found.size } : undefined;
}

/** The files that can become data sources, by name. Uploads are not among them. */
export async function listFiles(folder: string): Promise<DataSourceFiles['files']> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files: DataSourceFiles['files'] = [];
  for (const name of entries.filter((each) => sqliteFileName.safeParse(each).success).sort()) {
    const file = await findFile(folder, name);
    if (file) files.push({ name, bytes: file.bytes });
  }
  return files;
}
