import type {
  DeliveryDetail,
  DeliveryListInput,
  DeliverySummary,
} from '@sista/shared/delivery/delivery.schema';
import { toId } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import type { Clock } from '../clock.ts';
import type { SealKeys } from '../credential/seal.ts';
import type { Database } from '../db/database.ts';
import type { Emitter } from '../event/emit.ts';
import type { Lines } from './lines.ts';
import { listDeliveries } from './list-deliveries.ts';
import { readDelivery } from './read-delivery.ts';
import { replayDelivery } from './replay-delivery.ts';
import { rotateWorkspaceSecret, type ShownSecret, showWorkspaceSecret } from './signing-secret.ts';

/** What the rim may do with deliveries. Ids are UUIDs. */
export type DeliveryVerbs = {
  list(workspaceId: string, query: DeliveryListInput): Promise<Page<DeliverySummary>>;
  read(workspaceId: string, deliveryId: string): Promise<DeliveryDetail>;
  /** Gives the delivery that is on its way: a new one, or the same where it was still open. */
  replay(workspaceId: string, deliveryId: string): Promise<{ deliveryId: string }>;
  /** The value only the first time that anybody asks. */
  showSigningSecret(workspaceId: string): Promise<ShownSecret>;
  rotateSigningSecret(
    workspaceId: string,
    overlapHours: number,
  ): Promise<{ value: string; fingerprint: string }>;
};

export type DeliveryVerbsOptions = {
  database: Pick<Database, 'hot' | 'history'>;
  lines: Pick<Lines, 'queueLines' | 'nudge'>;
  emitter: Pick<Emitter, 'emit'>;
  sealKeys: SealKeys;
  clock: Clock;
};

export function deliveryVerbs({
  database,
  lines,
  emitter,
  sealKeys,
  clock,
}: DeliveryVerbsOptions): DeliveryVerbs {
  return {
    list: (workspaceId, query) => listDeliveries(database.history, workspaceId, query),
    // From the primary: who replays reads the new delivery at once.
    read: (workspaceId, deliveryId) => readDelivery(database.hot, workspaceId, deliveryId, clock.now()),
    async replay(workspaceId, deliveryId) {
      const id = await replayDelivery(
        { sql: database.hot, lines, now: clock.now() },
        workspaceId,
        deliveryId,
      );
      return { deliveryId: id };
    },
    showSigningSecret: (workspaceId) => showWorkspaceSecret(database.hot, workspaceId, sealKeys, clock.now()),
    async rotateSigningSecret(workspaceId, overlapHours) {
      const now = clock.now();
      const { rotated, nudges } = await database.hot.transaction(async (sql) => {
        const secret = await rotateWorkspaceSecret(sql, workspaceId, sealKeys, overlapHours, now);
        const { credentialId, name, fingerprint, previousFingerprint, previousValidUntil } = secret;
        const of = { kind: 'credential' as const, id: toId('credential', credentialId), name };
        const fields = { of, fingerprint, previousFingerprint, previousValidUntil, by: null };
        const fact = { type: 'secret.rotated' as const, workspaceId, page: '/settings', fields };
        return { rotated: secret, nudges: (await emitter.emit(sql, [fact], now)).nudges };
      });
      for (const endpointId of nudges) lines.nudge(endpointId);
      return { value: rotated.value, fingerprint: rotated.fingerprint };
    },
  };
}
