import type { LiveMessage } from '@sista/shared/live-message';
import type { CheckpointDoor } from '../checkpoint/checkpoint.ts';

/** What this process did since it started, by the words of the outside. */
export type Tally = {
  /** After the commit that kept them. */
  countCaptures(captures: readonly { outcome: string }[]): void;
  /** The same door; runs that end through it are counted. */
  countEnds(door: CheckpointDoor): CheckpointDoor;
  /** A cancelled run ends without a checkpoint; its message is published whether or not anybody listens. */
  countCancelled(message: LiveMessage): void;
  captures(): Readonly<Record<string, number>>;
  runs(): Readonly<Record<string, number>>;
};

export function createTally(): Tally {
  const captures: Record<string, number> = {};
  const runs: Record<string, number> = {};
  const add = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  return {
    countCaptures(kept) {
      for (const { outcome } of kept) add(captures, outcome);
    },
    countEnds: (door) => ({
      ...door,
      async write(checkpoint) {
        const result = await door.write(checkpoint);
        if (result === 'passed' && checkpoint.endedAtMs !== null) add(runs, checkpoint.status);
        return result;
      },
    }),
    countCancelled(message) {
      if (message.type === 'run' && message.status === 'cancelled') add(runs, 'cancelled');
    },
    captures: () => captures,
    runs: () => runs,
  };
}
