import type { CatalogueTransaction, PrismaClient } from '../db/catalogue.ts';
import type { Emitter } from '../event/emit.ts';

/** What the verbs of employees and teams need. Each is one transaction, its events included. */
export type EmployeeVerbs = {
  prisma: PrismaClient;
  emitter: Pick<Emitter, 'emit'>;
  /** Ms since the epoch. */
  now: () => number;
  /** Told after the commit which endpoints have something due. */
  nudge: (endpointIds: readonly string[]) => void;
};

/** Who asks, and where. Ids are UUIDs but for `by.id`, which is as the event shows it (`mem_…`, `key_…`). */
export type Asking = {
  workspaceId: string;
  by: { id: string; name: string } | null;
};

/** The catalogue inside a transaction; Prisma's client outside one. */
export type Catalogue = CatalogueTransaction;
