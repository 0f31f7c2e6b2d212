/** Free and whole size of the disk, in bytes. */
export type DiskRoom = { freeBytes: number; totalBytes: number };

/** `full`: nothing is accepted any more. */
export type RoomState = { state: 'enough' | 'low' | 'full'; sentence: string | null };

const fullBytes = 200 * 1_024 ** 2;
const lowBytes = 1_024 ** 3;
const lowShare = 0.1;

/** What the room that is left means: low below 10 % or 1 GiB, full below 200 MB. */
export function judgeRoom({ freeBytes, totalBytes }: DiskRoom, folder: string): RoomState {
  const left = `${inWords(freeBytes)} of ${inWords(totalBytes)} are free`;
  if (freeBytes < fullBytes) {
    return {
      state: 'full',
      sentence: `The disk of ${folder} is full: ${left}. Nothing is accepted until more is; delete files there, or move the data folder to a larger disk.`,
    };
  }
  if (freeBytes < lowBytes || freeBytes < totalBytes * lowShare) {
    return {
      state: 'low',
      sentence: `The disk of ${folder} is almost full: ${left}. Below 200 MB requests are refused; make room, or shorten SISTA_RETENTION_DAYS.`,
    };
  }
  return { state: 'enough', sentence: null };
}

function inWords(bytes: number): string {
  const gibibytes = bytes / 1_024 ** 3;
  return gibibytes >= 1 ? `${gibibytes.toFixed(1)} GiB` : `${Math.round(bytes / 1_024 ** 2)} MiB`;
}

/** Whether PostgreSQL could not write for want of room (SQLSTATE 53100): the transaction is undone, nothing is kept. */
export function isDiskFull(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return code === '53100' || (cause !== undefined && cause !== error && isDiskFull(cause));
}
