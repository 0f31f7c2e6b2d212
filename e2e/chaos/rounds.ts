import { toId } from '@sista/shared/ids';
import type { DoubtingPerson } from './answer-doubts.ts';
import { auditEffects, type EffectTally } from './audit-effects.ts';
import { auditRequests, auditRuns } from './audit-runs.ts';
import { type Kill, type KillPlan, kill } from './kills.ts';
import type { ChaosDocument } from './random-flow.ts';
import { type OpenWork, readBooks, readOpenWork } from './read-books.ts';
import type { ChaosReceiver } from './receiver.ts';
import { type SendPlan, send } from './send-requests.ts';
import type { ChaosWorld } from './world.ts';

/** What is shared by all rounds of a program. */
export type Arena = {
  world: ChaosWorld;
  receiver: ChaosReceiver;
  /** By the flow's UUID. */
  documents: Map<string, ChaosDocument>;
  kills: Kill[];
  progress: ProgressClock;
  person: DoubtingPerson;
};

/** Tells when something went on: a request was accepted, or an effect arrived. */
export type ProgressClock = { note(): void; firstAfter(at: number): Promise<number> };

export type Round = {
  number: number;
  startedAt: number;
  plans: readonly SendPlan[];
  kill: Kill;
  /** Ms from the kill to the next thing that went on. */
  progressMs: number;
};

/** The books of a round that is over. */
export type RoundResult = {
  number: number;
  kill: Kill;
  requests: number;
  runs: number;
  effects: EffectTally;
  progressMs: number;
  /** Ms from the kill until the last run of the round had ended. */
  overMs: number;
  differences: string[];
};

/** Sends, kills in the middle of it, starts again; ends when all senders are content. Runs may still be under way. */
export async function playRound(
  arena: Arena,
  number: number,
  plans: readonly SendPlan[],
  planned: KillPlan,
): Promise<Round> {
  const startedAt = Date.now();
  const sending = Promise.all(plans.map((plan) => send(plan, arena.progress.note)));
  // A sender that gives up while we wait for the kill is reported below, not as an unhandled rejection.
  sending.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, planned.afterMs));
  const killed = await kill(arena.world, planned);
  arena.kills.push(killed);
  const progressMs = (await arena.progress.firstAfter(killed.at)) - killed.at;
  await sending;
  return { number, startedAt, plans, kill: killed, progressMs };
}

/** The books of a round, held against each other. */
export async function auditRound(arena: Arena, round: Round): Promise<RoundResult> {
  const { world, documents, kills, receiver, person } = arena;
  const requests = round.plans.map(({ request }) => request);
  const books = await readBooks(world.database, round.startedAt - slackMs, round.number);
  const sights = books.runs.flatMap(({ id }) => receiver.sights.get(toId('run', id)) ?? []);
  const effects = auditEffects(books, sights, { documents, kills, saidOf: person.saidOf });
  return {
    number: round.number,
    kill: round.kill,
    requests: requests.length,
    runs: books.runs.length,
    effects: effects.tally,
    progressMs: round.progressMs,
    overMs: Math.max(0, Date.now() - round.kill.at),
    differences: [...auditRequests(books, requests), ...auditRuns(books, documents), ...effects.differences],
  };
}

/** Clocks of processes differ, and an id is made a moment before its commit. */
const slackMs = 5_000;

export function readOpen({ world }: Arena, rounds: readonly Round[]): Promise<OpenWork[]> {
  return readOpenWork(world.database, Math.min(...rounds.map(({ startedAt }) => startedAt)) - slackMs);
}

export function createProgressClock(): ProgressClock {
  let latest = 0;
  let waiting: { at: number; resolve: (at: number) => void }[] = [];
  return {
    note() {
      latest = Date.now();
      const reached = waiting.filter(({ at }) => latest > at);
      waiting = waiting.filter(({ at }) => latest <= at);
      for (const { resolve } of reached) resolve(latest);
    },
    firstAfter(at) {
      return latest > at ? Promise.resolve(latest) : new Promise((resolve) => waiting.push({ at, resolve }));
    },
  };
}
