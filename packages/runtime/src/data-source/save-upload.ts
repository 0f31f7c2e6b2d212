import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '@sista/shared/refusal';
import { uploadName } from './source-folder.ts';

const hourMs = 3_600_000;

export type Upload = {
  folder: string;
  /** UUID of the data source. */
  sourceId: string;
  content: AsyncIterable<Uint8Array>;
  mostBytes: number;
  /** Rejects when the file is no database that can be read. */
  check: (path: string) => Promise<unknown>;
};

/**
 * Keeps the file of a data source: written beside, looked at, moved into place, so that a query sees the old one or
 * the new one. Returns its name. Refuses what is too large; nothing stays of what is refused.
 */
export async function saveUpload({ folder, sourceId, content, mostBytes, check }: Upload): Promise<string> {
  await mkdir(folder, { recursive: true });
  await removeRemains(folder);
  const draft = join(folder, `upload-${randomUUID()}`);
  try {
    await pipeline(
      Readable.from(bounded(content, mostBytes)),
      createWriteStream(draft, { flags: 'wx', mode: 0o600 }),
    );
    await check(draft);
    const name = uploadName(sourceId);
    await rename(draft, join(folder, name));
    return name;
  } finally {
    // A file in WAL mode gets companions when it is looked at.
    for (const end of ['', '-wal', '-shm']) await rm(`${draft}${end}`, { force: true });
  }
}

/** Removes what was uploaded to a data source, if anything was. */
export async function removeUpload(folder: string, sourceId: string): Promise<void> {
  for (const end of ['', '-wal', '-shm'])
    await rm(join(folder, `${uploadName(sourceId)}${end}`), { force: true });
}

/** A process that died in the middle of an upload left its draft. An upload ends within a minute. */
async function removeRemains(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => each.startsWith('upload-'))) {
    const left = await stat(join(folder, name)).catch(() => undefined);
    if (left && Date.now() - left.mtimeMs > hourMs) await rm(join(folder, name), { force: true });
  }
}

async function* bounded(content: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of content) {
    bytes += part.length;
    if (bytes > mostBytes) {
      const most = mostBytes / 1_048_576;
      throw new Refusal(
        'body_too_large',
        `The file has more than ${most} MB. Put it into the folder of data sources instead, or send a part of it.`,
      );
    }
    yield part;
  }
  if (bytes === 0) throw new Refusal('invalid_input', 'The file is empty. Send the SQLite file as the body.');
}
