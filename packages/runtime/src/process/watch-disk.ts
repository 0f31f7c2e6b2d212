import { statfs } from 'node:fs/promises';
import { Refusal } from '@sista/shared/refusal';
import type { Clock } from '../clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type DiskRoom, judgeRoom, type RoomState } from './disk-room.ts';

export type ReadRoom = (folder: string) => Promise<DiskRoom>;

export type DiskWatch = {
  /** Why nothing may be accepted now; undefined while there is room. */
  closed(): Refusal | undefined;
  /** For the operator: one sentence while room is short. */
  warning(): string | null;
  stop(): Promise<void>;
};

const everyMs = 10_000;

export const readRoom: ReadRoom = async (folder) => {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
};

/**
 * Watches the disk of the embedded database. It closes the door before PostgreSQL runs out of room, since a server
 * that cannot write its log stops, and with it everything that is under way.
 */
export async function watchDisk(options: {
  folder: string;
  clock: Clock;
  log: Logger;
  read?: ReadRoom;
}): Promise<DiskWatch> {
  const { folder, clock, log, read = readRoom } = options;
  const stopping = new AbortController();
  let room: RoomState = { state: 'enough', sentence: null };

  async function look(): Promise<void> {
    const found = await read(folder).catch((error: unknown) => {
      log.warn({ err: error, folder }, 'could not ask how much room the disk has; trying again');
      return undefined;
    });
    if (!found) return;
    const next = judgeRoom(found, folder);
    if (next.state !== room.state) tell(next);
    room = next;
  }

  function tell({ state, sentence }: RoomState): void {
    if (sentence === null) log.info({ folder }, 'the disk has enough room again');
    else log[state === 'full' ? 'error' : 'warn']({ folder }, sentence);
  }

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(everyMs, stopping.signal);
      if (!stopping.signal.aborted) await look();
    }
  }

  await look();
  const looking = keepLooking();
  return {
    closed: () => (room.state === 'full' ? diskFull() : undefined),
    warning: () => room.sentence,
    async stop() {
      stopping.abort();
      await looking;
    },
  };
}

/** For a process whose database is elsewhere: whoever runs that one watches its disk. */
export const noDiskWatch: DiskWatch = {
  closed: () => undefined,
  warning: () => null,
  stop: async () => {},
};

export const diskFull = () =>
  new Refusal(
    'disk_full',
    'The disk of the database is full. Nothing was accepted; make room there and send it again.',
  );
