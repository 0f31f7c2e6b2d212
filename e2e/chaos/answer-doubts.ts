import { toId } from '@sista/shared/ids';
import { stepStatuses } from '@sista/shared/run/run-status';
import { type Random, randomFrom } from './random.ts';
import type { ChaosWorld } from './world.ts';

export type Decision = 'done' | 'repeat' | 'skip' | 'stop';

/** The person who is asked what happened to an effect whose answer was lost. Remembers what it said. */
export type DoubtingPerson = {
  /** What was said of a step, in order. The run's id is a UUID. */
  saidOf(runId: string, seq: number): readonly Decision[];
  /** Says what happened, wherever that is asked now. */
  answerAll(): Promise<void>;
};

/** The number under which a step waits for a person. */
const inDoubt = 5;

export function createPerson(world: ChaosWorld, seed: string): DoubtingPerson {
  const said = new Map<string, Decision[]>();
  return {
    saidOf: (runId, seq) => said.get(`${runId} ${seq}`) ?? [],
    async answerAll() {
      const asked = await world.database.ask<{ run_id: string; seq: number }>(
        `select s.run_id, s.seq from engine.run r join engine.step s on s.run_id = r.id
         where r.status < 4 and s.status = $1 and s.wait = $2 and s.meta -> 'decision' is null limit 50`,
        [stepStatuses.waiting, inDoubt],
      );
      for (const { run_id: runId, seq } of asked) {
        const name = `${runId} ${seq}`;
        const before = said.get(name) ?? [];
        const decision = decide(randomFrom(`${seed} ${name} ${before.length}`), before);
        const path = `/runs/${toId('run', runId)}/steps/${seq}/settle`;
        // A refusal says that it is settled already, or that nobody listens now: then it is asked again.
        const { status } = await world.api
          .call('POST', path, { decision, output: null })
          .catch(() => ({ status: 0 }));
        if (status === 404) throw new Error(`There is no ${path}.`);
        // An answer that got lost may have been written: it counts as said.
        if (status < 300 || status >= 500) said.set(name, [...before, decision]);
      }
    },
  };
}

/** Nobody repeats for ever. */
function decide(random: Random, before: readonly Decision[]): Decision {
  if (before.length > 2) return 'done';
  return random.weighted<Decision>({ done: 3, repeat: 3, skip: 2, stop: 1 });
}
