import { runMode, runStatus, runTrigger } from '@sista/shared/run/run.schema';
import { z } from 'zod';

/** The search parameters of the list. `since` and `until` are days, 2026-11-23, in the person's own zone. */
export const runFilters = z.object({
  q: z.string().max(200).optional(),
  flow: z.string().max(60).optional(),
  status: runStatus.optional(),
  trigger: runTrigger.optional(),
  mode: runMode.optional(),
  since: z.iso.date().optional(),
  until: z.iso.date().optional(),
});
export type RunFilters = z.output<typeof runFilters>;

/** The same as the server takes them: `until` takes in its whole day. */
export function runQuery({ q, flow, status, trigger, mode, since, until }: RunFilters) {
  return {
    ...(q === undefined ? {} : { q }),
    ...(flow === undefined ? {} : { flowId: flow }),
    ...(status === undefined ? {} : { status }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(mode === undefined ? {} : { mode }),
    ...(since === undefined ? {} : { since: startOfDay(since) }),
    ...(until === undefined ? {} : { until: startOfDay(until, 1) }),
  };
}

/** Midnight of a day in the person's zone, `later` days on, as RFC 3339 in UTC. */
export function startOfDay(day: string, later = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
