import { type CrashPoint, crashPoints } from '@sista/runtime/testing';
import type { Member } from './member.ts';
import type { Random } from './random.ts';
import type { ChaosWorld } from './world.ts';

export const killKinds = [
  'worker',
  'server',
  'named point',
  'all processes',
  'database',
  'database session',
  'all connections',
  'frozen worker',
  'everything',
] as const;
export type KillKind = (typeof killKinds)[number];

/** Something that was killed, and when it was alive again. Ms since the epoch. */
export type Kill = { kind: KillKind; what: string; at: number; backAt: number };

export type KillPlan = { kind: KillKind; afterMs: number; random: Random };

const weights: Readonly<Record<KillKind, number>> = {
  worker: 5,
  server: 4,
  'named point': 8,
  'all processes': 3,
  database: 2,
  'database session': 1,
  'all connections': 1,
  'frozen worker': 1,
  everything: 1,
};
const points = Object.keys(crashPoints) as CrashPoint[];
/** Longer than any takeover: the frozen process wakes up into runs that others have gone on with. */
const freezeMs = 24_000;
const pointWithinMs = 2_500;

export function planKill(random: Random, only: readonly KillKind[] | undefined): KillPlan {
  const allowed = Object.entries(weights).filter(([kind]) => only?.includes(kind as KillKind) ?? true);
  const kind = random.weighted(Object.fromEntries(allowed)) as KillKind;
  return { kind, afterMs: random.int(100, 1_300), random };
}

/** Kills what the plan says and starts it again. Resolves when everything that was killed is back. */
export async function kill(world: ChaosWorld, { kind, random }: KillPlan): Promise<Kill> {
  const worker = random.pick(world.workers.filter((each) => !each.isFrozen()));
  const done = async (what: string, work: () => Promise<unknown>): Promise<Kill> => {
    const at = Date.now();
    await work();
    return { kind, what, at, backAt: Date.now() };
  };
  switch (kind) {
    case 'worker':
      return done(worker.name, () => restart([worker]));
    case 'server':
      return done(world.server.name, () => restart([world.server]));
    case 'named point':
      return killAtPoint(world, worker, random);
    case 'all processes':
      return done('all processes', () => restart(world.members));
    case 'database':
      return done('PostgreSQL', () => killDatabase(world));
    case 'database session':
      return done('one PostgreSQL session', async () => {
        await world.database.killBackend((pids) => random.pick(pids));
        await world.database.ask('select 1');
      });
    case 'all connections':
      return done('all connections', () => world.database.cutConnections());
    case 'frozen worker':
      return done(worker.name, async () => freeze(worker));
    case 'everything':
      return done('everything', async () => {
        await Promise.all([...world.members.map((member) => member.kill()), world.database.killAll()]);
        await Promise.all([restart(world.members), world.database.ask('select 1')]);
      });
  }
}

async function killDatabase({ database }: ChaosWorld): Promise<void> {
  await database.killAll();
  await database.ask('select 1');
}

async function restart(members: readonly Member[]): Promise<void> {
  await Promise.all(members.map((member) => member.kill()));
  await Promise.all(members.map((member) => member.start()));
}

/** Whoever passes the point first dies there by its own hand. Where nobody does in time, a worker is killed. */
async function killAtPoint(world: ChaosWorld, worker: Member, random: Random): Promise<Kill> {
  const order = { point: random.pick(points), passage: random.int(1, 8) };
  const armed = world.members.filter((member) => !member.isFrozen());
  const dead = new Set<Member>();
  for (const member of armed) member.arm(order);
  const deaths = armed.map((member) => member.whenGone().then(() => dead.add(member)));
  await Promise.race([...deaths, pause(pointWithinMs)]);
  const died = dead.size > 0;
  const at = Date.now();
  for (const member of armed) if (!dead.has(member)) member.arm(undefined);
  if (!died) dead.add(worker);
  await restart([...dead]);
  return {
    kind: 'named point',
    what: died ? order.point : `${order.point} (not passed)`,
    at,
    backAt: Date.now(),
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

function freeze(worker: Member): void {
  worker.freeze();
  setTimeout(() => worker.thaw(), freezeMs).unref();
}
