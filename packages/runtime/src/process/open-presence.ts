import { resolve } from 'node:path';
import { createLiveFeed } from '../live/live-feed.ts';
import { type Relay, watchElsewhere } from '../live/watch-elsewhere.ts';
import type { RuntimeOptions } from '../start-runtime.ts';
import { openProcess, type ProcessRow } from './process-row.ts';
import { createTally, type Tally } from './tally.ts';
import { type DiskWatch, noDiskWatch, watchDisk } from './watch-disk.ts';

/** A process among others: its row, its view of what the others do, its disk, and what it counted. */
export type Presence = { row: ProcessRow; live: Relay; disk: DiskWatch; tally: Tally; stop(): Promise<void> };

export async function openPresence(options: RuntimeOptions): Promise<Presence> {
  const { database, settings, clock, log } = options;
  const row = await openProcess({
    sql: database.relaxed,
    role: settings.role,
    slots: settings.role === 'server' ? 0 : settings.workerConcurrency,
    clock,
    log,
  });
  const tally = createTally();
  const live = watchElsewhere({
    feed: createLiveFeed(),
    sql: database.spare,
    clock,
    log,
    othersWork: () => row.others().workers > 0,
    onPublished: tally.countCancelled,
  });
  // Whoever runs an external database minds its disk.
  const disk =
    settings.databaseUrl === null
      ? await watchDisk({
          folder: resolve(settings.dataDir),
          clock,
          log,
          ...(options.readRoom ? { read: options.readRoom } : {}),
        })
      : noDiskWatch;
  return {
    row,
    live,
    disk,
    tally,
    async stop() {
      await live.stop();
      await disk.stop();
      await row.stop();
    },
  };
}
