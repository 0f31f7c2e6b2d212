import { type DataSourceFiles, mostUploadBytes } from '@sista/shared/data-source/data-source.schema';
import { Refusal } from '@sista/shared/refusal';
import { type DataSourceOptions, type DataSources, describeFile } from './data-sources.ts';
import { QueryFailed } from './query-sqlite.ts';
import { removeUpload, saveUpload } from './save-upload.ts';
import { findFile, folderName, folderOf, listFiles } from './source-folder.ts';

/**
 * Data sources as the server asks for them. Ids are UUIDs; a `source` is an id (`dsr_…`) or a name. What cannot be read
 * is refused with the sentence of the query.
 */
export type DataSourceVerbs = Pick<DataSources, 'ask' | 'tables'> & {
  /** What lies in the workspace's folder. */
  files(workspaceId: string): Promise<DataSourceFiles>;
  /** Bytes of a file in the workspace's folder; null where there is none of that name. */
  sizeOf(workspaceId: string, name: string): Promise<number | null>;
  /** Keeps an uploaded file and returns its name. Refuses what is too large or no SQLite file. */
  saveUpload(workspaceId: string, sourceId: string, content: AsyncIterable<Uint8Array>): Promise<string>;
  removeUpload(workspaceId: string, sourceId: string): Promise<void>;
};

export function dataSourceVerbs(
  sources: DataSources,
  { sqlite, dataDir }: Pick<DataSourceOptions, 'sqlite' | 'dataDir'>,
): DataSourceVerbs {
  const check = async (path: string) => {
    await refusing(describeFile(sqlite, path, false), 'This is no SQLite file that can be read. ');
  };
  return {
    ask: (workspaceId, question, signal) => refusing(sources.ask(workspaceId, question, signal)),
    tables: (workspaceId, source, options) => refusing(sources.tables(workspaceId, source, options)),
    files: async (workspaceId) => ({
      folder: folderName(workspaceId),
      files: await listFiles(folderOf(dataDir, workspaceId)),
    }),
    sizeOf: async (workspaceId, name) =>
      (await findFile(folderOf(dataDir, workspaceId), name))?.bytes ?? null,
    saveUpload: (workspaceId, sourceId, content) => {
      const folder = folderOf(dataDir, workspaceId);
      return saveUpload({ folder, sourceId, content, mostBytes: mostUploadBytes, check });
    },
    removeUpload: (workspaceId, sourceId) => removeUpload(folderOf(dataDir, workspaceId), sourceId),
  };
}

async function refusing<T>(asked: Promise<T>, before = ''): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof QueryFailed)) throw error;
    const code = error.code === 'data_source_missing' ? 'not_found' : 'invalid_input';
    throw new Refusal(code, `${before}${error.message}`, { code: error.code });
  }
}
