import type { DataSource } from '@sista/shared/data-source/data-source.schema';
import { mostUploadBytes } from '@sista/shared/data-source/data-source.schema';

/** Why a file cannot be uploaded, before it is sent; undefined when it can be tried. */
export function uploadProblem(file: Pick<File, 'size'>): string | undefined {
  if (file.size === 0) return 'The file is empty.';
  const most = mostUploadBytes / 1_048_576;
  return file.size > mostUploadBytes ? `The file has more than ${most} MB.` : undefined;
}

/** Sends the file of a data source. Throws the server's refusal, as calls of the API do. */
export async function uploadFile(id: string, file: Blob): Promise<DataSource> {
  const answer = await fetch(`/api/v1/data-sources/${id}/file`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });
  const content: unknown = await answer.json().catch(() => null);
  if (answer.ok) return content as DataSource;
  const refusal = (content as { error?: { message?: string } } | null)?.error;
  throw Object.assign(new Error(refusal?.message ?? `The server answered ${answer.status}.`), {
    data: { refusal },
  });
}

/** `1.2 MB`, `340 kB`. */
export function sizeWords(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1_000))} kB`;
}
