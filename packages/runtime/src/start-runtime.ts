import type { Settings } from '@sista/shared/settings.schema';
import type { Clock } from './clock.ts';
import type { SealKeys } from './credential/seal.ts';
import type { Database, PinnedConnection } from './db/database.ts';
import { dropPartitions, ensurePartitions } from './db/partitions.ts';
import { expireRuns } from './leader/expire-runs.ts';
import { forgetOldRows } from './leader/forget-old-rows.ts';
import { countOthers, everyMs, startLeader } from './leader/leader.ts';
import { recoveryDuties } from './leader/recovery-duties.ts';
import { openRooms, type Rooms } from './open-rooms.ts';
import { healthVerbs } from './process/health-verbs.ts';
import type { ReadRoom } from './process/watch-disk.ts';
import type { Lane } from './queue/boss.ts';
import { linkProcesses, type Pumps } from './queue/link-processes.ts';
import { startPump } from './queue/pump.ts';
import { type LaneSlots, shareSlots } from './queue/slots.ts';
import type { SlotDoor } from './run/activation.types.ts';
import { createScheduleAudit } from './schedule/reconcile-schedules.ts';
import type { Logger } from './telemetry/logger.ts';
import { keepSweeping } from './timer/sweep-timers.ts';

export type RuntimeOptions = {
  database: Database;
  sealKeys: SealKeys;
  settings: Settings;
  publicUrl: string;
  /** Where this process listens, for requests to our own ingress and request inbox. */
  listenPort: () => number | undefined;
  clock: Clock;
  log: Logger;
  /** How much room the disk of the embedded database has; tests say it themselves. */
  readRoom?: ReadRoom;
  /** The crash suite ends the process here; absent in production. */
  crashPoint?: (name: string) => void;
};

export type Runtime = Awaited<ReturnType<typeof startRuntime>>;

/** How long steps in flight may take to end before their runs are given back. */
const graceMs = 8_000;
/** Lines are limited by sockets; a slot of theirs is only a place in a list. */
const lineSlots = 1_000;
const hourMs = 3_600_000;

/** Wires the rooms of one process and starts what its role asks for; `stop` ends them in reverse. */
export async function startRuntime(options: RuntimeOptions) {
  const { database, settings } = options;
  const rooms = await openRooms(options);
  const leaderSql = database.pinned('leader');
  const working = settings.role === 'server' ? notWorking : await startWorking(options, rooms, leaderSql);
  const stopWakes = await linkProcesses(options, rooms, working.pumps);
  const { presence } = rooms;
  return {
    ...rooms.verbs,
    live: rooms.live,
    health: healthVerbs({ ...options, ...presence, slots: () => slotsOf(working) }),
    async stop() {
      await rooms.accept.drained();
      await working.stop();
      await stopWakes();
      await rooms.lines.stop();
      await rooms.checkpoints.drained();
      await rooms.queue.stop();
      await rooms.sqlite.close();
      await rooms.outbound.close();
      await leaderSql.close();
      await presence.stop();
    },
  };
}

type Working = { pumps: Pumps; stop(): Promise<void> };
const notWorking: Working = { pumps: {}, stop: async () => {} };

const slotsOf = ({ pumps }: Working) =>
  Object.fromEntries(Object.entries(pumps).map(([lane, pump]) => [lane, pump.busy()]));

async function startWorking(
  options: RuntimeOptions,
  rooms: Rooms,
  leaderSql: PinnedConnection,
): Promise<Working> {
  const { database, settings, clock, log } = options;
  const { queue, lines, worker, wakes } = rooms;
  await requeueOrphans(leaderSql, rooms, options);
  const auditSchedules = createScheduleAudit(database.spare, rooms.schedules.catalogue);
  const lineWork = new AbortController();
  const slots = shareSlots(settings.workerConcurrency);
  const runSlots = slots();
  const runs = startPump({
    queue,
    lane: 'run',
    slots: runSlots,
    clock,
    log,
    work: (jobs) => worker.work('run', jobs),
  });
  // Steps that wait for a model hold their slots long: half of them stay for the others.
  const aiSlots = slots(Math.max(1, Math.floor(settings.workerConcurrency / 2)));
  const tasks = startPump({
    queue,
    lane: 'ai',
    slots: aiSlots,
    clock,
    log,
    work: (jobs) => worker.work('ai', jobs),
  });
  Object.assign(rooms.eager, { reserve: runs.reserve, release: runs.release, start: runs.start });
  shareWithSteps(rooms.slots, { run: runSlots, ai: aiSlots });
  const deliverySlots = shareSlots(lineSlots)();
  const deliveries = startPump({
    queue,
    lane: 'deliver',
    slots: deliverySlots,
    clock,
    log,
    work: (jobs) => jobs.map((job) => lines.work(job, lineWork.signal)),
  });
  const every = { clock, log };
  const shop = {
    ...rooms,
    sql: database.spare,
    clock,
    log,
    publicUrl: options.publicUrl,
    abort: worker.abort,
    onWoken: () => wakes.run(),
  };
  const leader = startLeader({
    sql: leaderSql,
    clock,
    log,
    duties: [
      everyMs(5_000, 'supervise', every, () => queue.supervise()),
      everyMs(15_000, 'audit lines', every, () => lines.auditLines()),
      // Often, since a clock that was put forward by weeks needs others at once.
      everyMs(10_000, 'partitions', every, () => ensurePartitions(database.spare, clock.now())),
      everyMs(hourMs, 'retention', every, async () => {
        await expireRuns(shop, settings.retentionDays);
        await dropPartitions(database.spare, clock.now(), settings.retentionDays);
      }),
      everyMs(60_000, 'schedules', every, () => auditSchedules(clock.now())),
      everyMs(hourMs, 'old rows', every, () => forgetOldRows(database.spare, clock.now())),
      (signal) =>
        keepSweeping(
          {
            sql: database.hot,
            queue,
            lines,
            schedules: rooms.schedules,
            clock,
            onFired: () => {
              wakes.run();
              deliveries.wake();
            },
            onError: (error) => log.warn({ err: error }, 'could not sweep the timers; trying again'),
          },
          signal,
        ),
      ...recoveryDuties(shop),
    ],
  });
  const stop = async () => {
    await leader.stop();
    const cutOff = setTimeout(() => {
      lineWork.abort();
      worker
        .giveBack()
        .catch((error: unknown) =>
          log.warn({ err: error }, 'could not give runs back; their heartbeats will run out'),
        );
    }, graceMs);
    // A line ends by itself only when nothing is due; what waits stays in its rows.
    const linesStopped = lines.stop();
    await Promise.all([
      runs.stop(),
      tasks.stop(),
      linesStopped.then(() => lineWork.abort()),
      deliveries.stop(),
    ]);
    clearTimeout(cutOff);
  };
  return {
    pumps: {
      run: { ...runs, slots: runSlots },
      ai: { ...tasks, slots: aiSlots },
      deliver: { ...deliveries, slots: deliverySlots },
    },
    stop,
  };
}

/** Steps of one run beside each other take slots of their lane. */
function shareWithSteps(door: SlotDoor, lanes: Partial<Record<Lane, LaneSlots>>): void {
  door.takeExtra = (lane) => {
    const slots = lanes[lane];
    if (!slots || slots.free() === 0) return undefined;
    slots.take(1);
    return () => slots.giveBack(1);
  };
  door.isFull = (lane) => lanes[lane]?.free() === 0;
}

/**
 * After `kill -9` of the only process its claims would wait for their heartbeats to run out. While no other process
 * lives, whatever is claimed is nobody's.
 */
async function requeueOrphans(
  leaderSql: PinnedConnection,
  { queue }: Rooms,
  { database, clock, log }: RuntimeOptions,
) {
  // The connections of a process that was just killed may take a moment to go.
  for (let tries = 0; tries < 10; tries += 1) {
    if ((await countOthers(leaderSql)) === 0) {
      const count = await queue.requeueAll(database.hot);
      if (count > 0) log.info({ count }, 'took up work that an earlier process left');
      return;
    }
    await clock.sleep(100);
  }
}
