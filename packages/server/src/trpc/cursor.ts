import { Refusal } from '@sista/shared/refusal';

/** Lists by id, newest first: `after` is the last id of the page before. */
export type IdPage = { limit: number; after?: string | undefined };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The part of a Prisma query that reads one page and one row more, which tells whether there is a next. */
export function pageQuery({ limit, after }: IdPage) {
  if (after !== undefined && !uuid.test(after)) {
    throw new Refusal(
      'invalid_input',
      'after: This cursor is not one of ours. Take `next` of the page before.',
    );
  }
  return {
    take: limit + 1,
    orderBy: { id: 'desc' as const },
    ...(after === undefined ? {} : { where: { id: { lt: after } } }),
  };
}

/** `{ data, next }` from the rows of `pageQuery`. */
export function toPage<Row extends { id: string }, Item>(
  rows: readonly Row[],
  { limit }: IdPage,
  toItem: (row: Row) => Item,
): { data: Item[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { data: page.map(toItem), next: rows.length > limit && last ? last.id : null };
}
