import { type CrashPoint, watchCrashPoints } from '../crash-point.ts';

/** The process dies when it passes the point for the time after `after` others. */
export type Death = { point: CrashPoint; after: number };
export type Deaths = ReturnType<typeof watchDeaths>;

/** Lets the runtime of this test file die where it is planned: what it was at is thrown away there. */
export function watchDeaths() {
  let planned: Death[] = [];
  let corpses = 0;
  let died = false;
  watchCrashPoints((name) => {
    const [next] = planned;
    if (next?.point !== name) return;
    if (next.after > 0) {
      next.after -= 1;
      return;
    }
    planned.shift();
    corpses += 1;
    died = true;
    throw new Error(`the process died ${name}`);
  });
  return {
    plan(deaths: readonly Death[]): void {
      planned = deaths.map((death) => ({ ...death }));
      corpses = 0;
      died = false;
    },
    /** Whether somebody died since the plan was made. */
    since: () => died,
    /** True once for each death, for whoever takes its work over. */
    takeCorpse(): boolean {
      if (corpses === 0) return false;
      corpses -= 1;
      return true;
    },
    forget: () => watchCrashPoints(() => {}),
  };
}
