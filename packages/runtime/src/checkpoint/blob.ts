import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Sql } from '../db/sql.ts';

/** JSON up to this many bytes stands in its own row; what is larger goes to `engine.blob`. */
export const inlineBytes = 8_192;
/** `seq` 0 is the run: its input. The numbers are bits of `step.blobs`, less one. */
export const blobKinds = { input: 0, output: 1 } as const;
export type BlobKind = keyof typeof blobKinds;
export const blobBit = (kind: BlobKind) => 1 << blobKinds[kind];

export type Blob = { runId: string; seq: number; kind: BlobKind; text: string };

const plain = 0;
const zstd = 1;

export const isLarge = (text: string | null): text is string =>
  text !== null && text.length * 3 > inlineBytes && Buffer.byteLength(text) > inlineBytes;

/** The columns of blob rows after `run_id, seq, kind`: size, encoding, body. Compressed where that is smaller. */
export function packBlob(text: string): { size: number; encoding: number; body: Buffer } {
  const bytes = Buffer.from(text);
  const packed = zstdCompressSync(bytes);
  return packed.length < bytes.length
    ? { size: bytes.length, encoding: zstd, body: packed }
    : { size: bytes.length, encoding: plain, body: bytes };
}

function openBlob({ encoding, body }: { encoding: number; body: Buffer }): unknown {
  return JSON.parse((encoding === zstd ? zstdDecompressSync(body) : body).toString('utf8'));
}

/** Blobs of runs by `seq` and kind, see `blobKey`. */
export async function loadBlobs(sql: Sql, runIds: readonly string[]): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  if (runIds.length === 0) return found;
  const sorted = [...runIds].sort();
  const rows = await sql.query<{ run_id: string; seq: number; kind: number; encoding: number; body: Buffer }>(
    'load-blobs',
    `select run_id, seq, kind, encoding, body from engine.blob
     where run_id = any($1::uuid[]) and run_id between $2 and $3`,
    [runIds, sorted[0], sorted.at(-1)],
  );
  for (const row of rows) found.set(`${row.run_id}.${row.seq}.${row.kind}`, openBlob(row));
  return found;
}

export const blobKey = (runId: string, seq: number, kind: BlobKind) => `${runId}.${seq}.${blobKinds[kind]}`;
