import { createEndpointInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { fromId } from '@sista/shared/ids';
import { type DeliveryWorld, openDeliveryWorld } from '../delivery/delivery-world.testing.ts';
import type { JobShop } from '../job/work-jobs.ts';
import { workChunk } from '../job/work-jobs.ts';
import { createLogger } from '../telemetry/logger.ts';
import { cancelBacklogChunk } from './end-backlog.ts';
import type { EndpointShop } from './endpoint-shop.ts';
import { endpointVerbs } from './endpoint-verbs.ts';
import { recoverChunk } from './recover-chunk.ts';

export type EndpointWorld = DeliveryWorld & Awaited<ReturnType<typeof build>>;

/** Endpoints, lines and jobs of one process on a clock that the test moves; jobs are worked chunk by chunk. */
export async function openEndpointWorld(): Promise<EndpointWorld> {
  const world = await openDeliveryWorld();
  return Object.assign(world, await build(world));
}

async function build(world: DeliveryWorld) {
  const { database, lines, emitter, outbound, sealKeys, clock, workspaceId, receiver } = world;
  const live = { publish: () => {} };
  const shop: EndpointShop = {
    database,
    lines,
    emitter,
    outbound,
    live,
    sealKeys,
    publicUrl: 'http://127.0.0.1:1',
    now: () => clock.now(),
  };
  const verbs = endpointVerbs(shop);
  const jobs: JobShop = {
    sql: database.spare,
    clock,
    live,
    log: createLogger('silent'),
    kinds: {
      'cancel-runs': async () => {
        throw new Error('no runs are cancelled here');
      },
      'recover-endpoint': (sql, job, now) => recoverChunk(shop, sql, job, now),
      'cancel-backlog': cancelBacklogChunk,
    },
  };
  return {
    shop,
    verbs,
    jobs,
    /** A customer's endpoint at the receiver; gives its UUID and its secret. */
    async customer(input: object = {}) {
      const made = await verbs.create(
        workspaceId,
        createEndpointInput.parse({ url: receiver.url, ...input }),
      );
      return { id: fromId('endpoint', made.id) ?? '', secret: made.secret };
    },
    /** Raises so many custom events, a millisecond apart, and hands what is due to the lines. */
    async raise(count: number, type: `custom.${string}` = 'custom.order_shipped', data = {}) {
      for (let nth = 0; nth < count; nth += 1) {
        clock.move(clock.now() + 1);
        const facts = [{ workspaceId, type, data: { nth, ...data } }];
        const { nudges } = await database.hot.transaction((sql) => emitter.emit(sql, facts, clock.now()));
        for (const id of nudges) lines.nudge(id);
      }
    },
    workJob: (jobId: string) => workChunk(jobs, fromId('job', jobId) ?? ''),
    /** How many deliveries of the endpoint are in each status. */
    async statuses(endpointId: string): Promise<Record<string, number>> {
      const rows = await database.hot.query<{ status: number; n: number }>(
        '',
        'select status, count(*)::int as n from engine.delivery where endpoint_id = $1 group by 1',
        [endpointId],
      );
      return Object.fromEntries(rows.map(({ status, n }) => [String(status), n]));
    },
    say: (text: string, values: unknown[] = []) => database.hot.query('', text, values),
  };
}
