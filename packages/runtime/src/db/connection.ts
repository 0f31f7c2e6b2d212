import pg from 'pg';

// What comes back: bigint as number (counters and milli-credits stay far below 2^53), `date` as its text (pg would
// make a local midnight of it), everything else as pg has it: timestamptz is a Date, json is parsed, bytea a Buffer.
const oids = { int8: 20, date: 1082, int8Array: 1016 };
const overrides = new Map<number, (text: string) => unknown>([
  [oids.int8, Number],
  [oids.date, (text) => text],
  [oids.int8Array, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number))],
]);

export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && overrides.get(oid)) ||
    pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** Settings of a session, sent with the login, so that they cost no round trip. */
export type SessionSettings = Record<string, string>;

/**
 * Hot sessions use a generic plan at once: a custom plan prices every partition at each execution. Sequential scans
 * are off because a plan that was made while a partition was empty would keep scanning it when it is full; and so are
 * bitmaps and sorts, since the oldest 64 of a short queue are cheapest found by sorting all of it, and the plan stays
 * when the queue is long.
 */
export const hotSession: SessionSettings = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_sort: 'off',
  jit: 'off',
  idle_in_transaction_session_timeout: '15s',
};
/** For what people wait: a page that takes longer than this is a missing index. */
export const patientSession: SessionSettings = {
  statement_timeout: '10s',
  jit: 'off',
  idle_in_transaction_session_timeout: '15s',
};

/** Connection settings for `url`; `room` shows in `pg_stat_activity`. */
export function connectionTo(url: string, room: string, session: SessionSettings = {}): pg.PoolConfig {
  const options = Object.entries(session).map(([name, value]) => `-c ${name}=${value}`);
  return {
    connectionString: url,
    application_name: `sista ${room}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    types: columnTypes,
    ...(options.length > 0 ? { options: options.join(' ') } : {}),
  };
}

const lostCodes = new Set([
  ...['57P01', '57P02', '57P03'], // the server is stopping, has crashed, is starting
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ],
  ...['P1001', 'P1002', 'P1017'], // Prisma's words for the same
]);

/** Whether the error means that the database is away, so that the same call may succeed later. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined) return lostCodes.has(code) || code.startsWith('08');
  return /Connection terminated|connection timeout|not queryable|timeout exceeded when trying to connect/i.test(
    message ?? '',
  );
}

/** The connection was lost while `commit` was under way: the work is either all there or not at all. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}
