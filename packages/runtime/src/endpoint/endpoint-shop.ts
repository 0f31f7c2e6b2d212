import type { SealKeys } from '../credential/seal.ts';
import type { Database } from '../db/database.ts';
import type { Lines } from '../delivery/lines.ts';
import type { Emitter } from '../event/emit.ts';
import type { Outbound } from '../http/outbound.ts';
import type { LiveFeed } from '../runtime-door.ts';

/** What the verbs of endpoints need of their process. */
export type EndpointShop = {
  database: Pick<Database, 'hot' | 'history'>;
  lines: Pick<Lines, 'queueLines' | 'nudge'>;
  emitter: Pick<Emitter, 'emit'>;
  outbound: Pick<Outbound, 'request' | 'judge'>;
  live: Pick<LiveFeed, 'publish'>;
  sealKeys: SealKeys;
  publicUrl: string;
  /** Ms since the epoch. */
  now: () => number;
};
