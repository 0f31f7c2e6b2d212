/**
 * `Sql` is the seam to PostgreSQL: a pool, a client inside a transaction and a Prisma transaction all are one.
 * `name` becomes the prepared statement's name, so it stands for exactly one text.
 */
export type Sql = {
  query<Row = Record<string, unknown>>(
    name: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]>;
};

/**
 * A pool: also opens transactions. `work` commits when it resolves and rolls back when it throws. On a pipelined
 * connection it may call `last` when it has asked everything: the commit leaves with those statements, and what they
 * answer can change nothing any more.
 */
export type SqlPool = Sql & {
  transaction<T>(work: (sql: Sql, last: () => void) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};
