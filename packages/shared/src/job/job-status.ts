/** Long work of people: with a count, and to be paused and cancelled. Numbers as the database has them. */
export const jobStatuses = {
  queued: 0,
  running: 1,
  paused: 2,
  succeeded: 4,
  failed: 5,
  cancelled: 6,
} as const;
export type JobStatus = keyof typeof jobStatuses;

export const jobKinds = { 'cancel-runs': 0, 'recover-endpoint': 1, 'cancel-backlog': 2 } as const;
export type JobKind = keyof typeof jobKinds;

export const isJobOver = (status: string): boolean => ['succeeded', 'failed', 'cancelled'].includes(status);
