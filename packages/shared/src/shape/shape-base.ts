import { z } from 'zod';

/** RFC 3339 in UTC: `2026-11-23T09:00:00.000Z`. */
export const moment = z.iso.datetime();

/** A text, or null where the sender did not say. */
export const textOrNull = z.string().nullable();

/** What all shapes have. `raw` is linked when a run starts (`link-raw.ts`), so it is never stored twice. */
export const shapeBase = {
  source: z.string().describe('Who sent it: shopify, github, generic, …'),
  title: z.string().describe('One line for people, such as "Order #1001, 84.50 EUR".'),
  externalUrl: z.string().nullable().describe('Where a person can open it at the sender.'),
  complete: z.boolean().describe('False where the sender gave only a part; see missing.'),
  missing: z.array(z.string()).describe('Paths of the fields that the sender did not give.'),
  raw: z.unknown().optional().describe('The body as it was sent, the same as trigger.body.'),
};
