import pg from 'pg';
import type { Logger } from '../telemetry/logger.ts';
import { CommitUnknown, connectionTo, isConnectionLost, type SessionSettings } from './connection.ts';
import { isStaleStatement, PreparedNames } from './prepared-names.ts';
import type { Sql, SqlPool } from './sql.ts';

export type PoolOptions = {
  url: string;
  /** What the connections are for, in logs and in `pg_stat_activity`. */
  room: string;
  size: number;
  session?: SessionSettings;
  /** Statements of one transaction are sent without waiting for each other's answers. */
  pipeline?: boolean;
  log: Logger;
};

/** A `pg` pool whose lost connections are a log line and a new connection, never the end of the process. */
export function createPgPool(options: PoolOptions): pg.Pool {
  const { url, room, size, session, pipeline = false, log } = options;
  const config = { ...connectionTo(url, room, session), max: size, idleTimeoutMillis: 60_000, pipeline };
  const pool = new pg.Pool(config);
  pool.on('error', (error) => log.debug({ err: error, room }, 'an idle database connection was lost'));
  // While a connection is checked out the pool does not listen, and an error that nobody hears ends the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * The `SqlPool` over `pg`. Statements are prepared under their names; the empty name sends the text as it is and
 * may then hold several statements. A statement whose plan became stale runs once more, a transaction as a whole:
 * `work` of a transaction must therefore be repeatable. Throws `CommitUnknown` when the connection is lost during
 * the commit.
 */
export function openPool(options: PoolOptions): SqlPool {
  const pool = createPgPool(options);
  const names = new PreparedNames();
  const run = <T>(work: Work<T>) => runTransaction(pool, names, options.pipeline === true, work);
  return {
    async query<Row>(name: string, text: string, values?: readonly unknown[]) {
      try {
        return await send<Row>(pool, names, name, text, values);
      } catch (error) {
        if (!isStaleStatement(error)) throw error;
        return send<Row>(pool, names, name, text, values);
      }
    },
    async transaction(work) {
      try {
        return await run(work);
      } catch (error) {
        if (!isStaleStatement(error)) throw error;
        return run(work);
      }
    },
    close: () => pool.end(),
  };
}

type Work<T> = (sql: Sql, last: () => void) => Promise<T>;
type Sender = Pick<pg.Pool, 'query'> | Pick<pg.ClientBase, 'query'>;

async function send<Row>(
  sender: Sender,
  names: PreparedNames,
  name: string,
  text: string,
  values?: readonly unknown[],
) {
  const query = values
    ? { name: names.of(name), text, values: values as unknown[] }
    : { name: names.of(name), text };
  try {
    return rowsOf<Row>(await (sender as Pick<pg.ClientBase, 'query'>).query(query));
  } catch (error) {
    if (isStaleStatement(error)) names.renew(name);
    throw error;
  }
}

// A text of several statements is answered by several results.
function rowsOf<Row>(result: pg.QueryResult | pg.QueryResult[]): Row[] {
  return Array.isArray(result) ? result.flatMap((one) => one.rows) : (result.rows as Row[]);
}

async function runTransaction<T>(
  pool: pg.Pool,
  names: PreparedNames,
  pipeline: boolean,
  work: Work<T>,
): Promise<T> {
  const client = await pool.connect();
  const order = pipeline ? together(client) : oneByOne();
  let broken: Error | undefined;
  let committed: Promise<void> | undefined;
  try {
    const began = order(() => client.query('begin'));
    // `work` may fail before anybody waits for this; its error is then the one that counts.
    began.catch(() => {});
    const sql: Sql = {
      query: <Row>(name: string, text: string, values?: readonly unknown[]) =>
        order(() => send<Row>(client, names, name, text, values)),
    };
    const result = await work(sql, () => {
      if (!pipeline) return;
      committed ??= order(() => commit(client));
      committed.catch(() => {});
    });
    await began;
    await (committed ?? commit(client));
    return result;
  } catch (cause) {
    const unknown = committed !== undefined && isConnectionLost(cause);
    const error = unknown ? new CommitUnknown('The connection was lost during a commit.', { cause }) : cause;
    broken = await rollback(client, error);
    throw error;
  } finally {
    client.release(broken);
  }
}

type Order = <T>(ask: () => Promise<T>) => Promise<T>;

type Corked = { cork(): void; uncork(): void };

/** What is asked in one turn leaves in one packet: `pg` writes each statement by itself. */
function together(client: pg.ClientBase): Order {
  const { stream } = (client as unknown as { connection: { stream: Corked } }).connection;
  let corked = false;
  return (ask) => {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    return ask();
  };
}

/** Without a pipeline a connection takes one statement at a time; those of `Promise.all` wait here. */
function oneByOne(): Order {
  let last: Promise<unknown> = Promise.resolve();
  return (ask) => {
    const answer = last.then(ask, ask);
    last = answer.catch(() => {});
    return answer;
  };
}

async function commit(client: pg.ClientBase): Promise<void> {
  const { command } = await client.query('commit').catch((cause) => {
    if (!isConnectionLost(cause)) throw cause;
    throw new CommitUnknown('The connection was lost during a commit.', { cause });
  });
  // A transaction in which something failed answers COMMIT with ROLLBACK, and without an error.
  if (command !== 'COMMIT')
    throw new Error('The transaction was rolled back: one of its statements had failed.');
}

/** Returns the error that made the connection unusable, if it is. */
async function rollback(client: pg.ClientBase, error: unknown): Promise<Error | undefined> {
  if (isConnectionLost(error) || error instanceof CommitUnknown) return error as Error;
  return client.query('rollback').then(
    () => undefined,
    (failure: Error) => failure,
  );
}
