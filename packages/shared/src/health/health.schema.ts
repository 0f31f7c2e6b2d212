import { z } from 'zod';

/** What everybody who is signed in may know: sentences for the top of the page. */
export const healthState = z.object({ warnings: z.array(z.string()) });
export type HealthState = z.output<typeof healthState>;

/** A process of the installation. `slots` is how many steps it works at once; 0 for one that only serves. */
export const processView = z
  .object({
    id: z.string(),
    role: z.string(),
    host: z.string(),
    slots: z.number(),
    startedAt: z.iso.datetime(),
    seenAt: z.iso.datetime(),
  })
  .meta({ id: 'Process' });
export const processList = z.object({ data: z.array(processView), next: z.null() });
export type ProcessList = z.output<typeof processList>;
