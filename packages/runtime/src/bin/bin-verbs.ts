import type { BinAnswer, BinRequest, BinRequestSummary } from '@sista/shared/bin/bin.schema';
import type { Page } from '@sista/shared/page.schema';
import type { Clock } from '../clock.ts';
import type { SealKeys } from '../credential/seal.ts';
import type { Database } from '../db/database.ts';
import type { LiveFeed } from '../runtime-door.ts';
import { type DefaultBin, defaultBin } from './default-bin.ts';
import { type BinCall, openKeepRequest } from './keep-request.ts';
import { listRequests, readRequest } from './list-requests.ts';

/** The request inbox: what its addresses receive. Ids are UUIDs. */
export type BinVerbs = {
  listRequests(
    workspaceId: string,
    binId: string,
    page: { limit: number; after?: string | undefined },
  ): Promise<Page<BinRequestSummary>>;
  readRequest(workspaceId: string, binId: string, requestId: string): Promise<BinRequest>;
  /** Keeps what came and says what to answer; null where there is no such bin. */
  keepRequest(call: BinCall): Promise<BinAnswer | null>;
  /** Where tests that hold back and sandbox employees send to. */
  defaultBin(workspaceId: string): Promise<DefaultBin>;
};

export type BinVerbsOptions = {
  database: Pick<Database, 'hot' | 'relaxed'>;
  sealKeys: SealKeys;
  live: Pick<LiveFeed, 'publish'>;
  publicUrl: string;
  clock: Clock;
};

export function binVerbs({ database, sealKeys, live, publicUrl, clock }: BinVerbsOptions): BinVerbs {
  const now = () => clock.now();
  return {
    listRequests: (workspaceId, binId, page) => listRequests(database.hot, workspaceId, binId, page),
    readRequest: (workspaceId, binId, id) => readRequest(database.hot, workspaceId, binId, id),
    keepRequest: openKeepRequest({ sql: database.relaxed, sealKeys, live, now }),
    defaultBin: (workspaceId) => defaultBin(database.hot, workspaceId, publicUrl, clock.now()),
  };
}
