/** The places where the crash suite may end a process, by name: what is true in the database when it is passed. */
export const crashPoints = {
  'accept-before-commit': 'requests are sent to the database without their commit: no sender has an answer',
  'accept-after-commit': 'runs, keys and jobs are committed, and nobody was told',
  'after-claim': 'a job is claimed, its run is not loaded',
  'before-checkpoint': 'pure steps are done in memory only',
  'checkpoint-before-commit': 'the gate was passed, the commit was not sent',
  'after-checkpoint': 'what was done is committed, the next steps are not begun',
  'after-intent': 'the intent is committed, nothing has left',
  'after-effect': 'the effect has answered, its outcome is in memory only',
  'before-park': 'the wait is decided, its timer is not written',
  'after-park': 'the timer is written and the job is gone',
  'before-finish': 'the run is over in memory only',
  'after-finish': 'the end is committed, nobody was told',
  'sweep-before-commit': 'due timers are taken, their runs are not woken yet',
  'sweep-after-commit': 'woken runs have their jobs, nobody was told',
  'line-taken': 'the line has a new epoch, nothing is claimed',
  'delivery-claimed': 'deliveries are claimed, nothing has left',
  'delivery-answered': 'the receiver has answered, nothing is written',
  'settle-before-commit': 'the outcome is sent to the database without its commit',
  'settle-after-commit': 'the outcome is committed, the line does not know',
} as const;
export type CrashPoint = keyof typeof crashPoints;

let watcher: ((name: string) => void) | undefined;

/** Marks a place where a process may die. Does nothing unless the crash suite watches. */
export function crashPoint(name: CrashPoint): void {
  watcher?.(name);
}

/** The same for callers whose points have names of their own, such as the turns of a task. */
export function passCrashPoint(name: string): void {
  watcher?.(name);
}

/** Only the crash suite watches: in its entry, before the process starts anything. */
export function watchCrashPoints(watch: (name: string) => void): void {
  watcher = watch;
}
