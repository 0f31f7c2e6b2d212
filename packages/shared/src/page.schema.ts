import { z } from 'zod';

/** `?limit=` and `?after=` of every list. */
export const pageInput = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(500).optional(),
});

/** `{ data, next }` of every list; `next` is the cursor of the following page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), next: z.string().nullable() });
}
export type Page<Item> = { data: Item[]; next: string | null };
