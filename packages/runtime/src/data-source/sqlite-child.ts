import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { SourceTable } from '@sista/shared/data-source/data-source.schema';
import { blankSql } from '@sista/shared/data-source/read-sql';
import { describeTables, namesOf } from './describe-sqlite.ts';
import { type RowBounds, RowTooLarge, readRows } from './read-rows.ts';
import { type Authorizer, openAuthorizer } from './sqlite-authorizer.ts';

/**
 * Runs in a process of its own, because SQLite blocks the thread that asks it: whoever waits too long kills this
 * process. One message asks, one answers.
 */
export type ChildQuestion = { id: number; file: string } & (RowsQuestion | { ask: 'tables'; count: boolean });

type RowsQuestion = RowBounds & {
  ask: 'rows';
  sql: string;
  /** The tables that may be read; null: all that the file has, and recursion. */
  tables: readonly string[] | null;
  parameters: Readonly<Record<string, string | number | null>>;
};

export type QueryFailure =
  | 'data_source_missing'
  | 'data_source_unreadable'
  | 'missing_value'
  | 'query_failed'
  | 'query_refused'
  | 'query_timeout'
  | 'query_too_large';

export type ChildAnswer =
  | { id: number; ok: true; rows: Record<string, unknown>[]; columns: string[]; truncated: boolean }
  | { id: number; ok: true; tables: SourceTable[] }
  | { id: number; ok: false; code: QueryFailure; error: string };

class Failure extends Error {
  readonly code: QueryFailure;

  constructor(code: QueryFailure, message: string) {
    super(message);
    this.code = code;
  }
}

// A text or a row of a file that people bring must not fill the memory of this machine.
const limits = { length: 16_000_000, sqlLength: 20_000, attach: 0 };
const mostNamed = 20;

/** Answers one question. Opens the file anew each time: it may have been replaced, and opening takes 50 µs. */
export function answerQuestion(question: ChildQuestion): ChildAnswer {
  const { id, file } = question;
  let database: DatabaseSync | undefined;
  try {
    const options = { readOnly: true, allowExtension: false, defensive: true, timeout: 2_000, limits };
    database = new DatabaseSync(file, options);
    database.exec('pragma trusted_schema = off');
    if (question.ask === 'tables')
      return { id, ok: true, tables: describeTables(database, { count: question.count }) };
    return { id, ok: true, ...answerRows(database, question) };
  } catch (error) {
    if (error instanceof Failure) return { id, ok: false, code: error.code, error: error.message };
    return { id, ok: false, ...failureOf(error) };
  } finally {
    database?.close();
  }
}

function answerRows(database: DatabaseSync, { sql, tables, parameters, ...bounds }: RowsQuestion) {
  const known = namesOf(database).map(({ name }) => name);
  const readable = new Set((tables ?? known).map((name) => name.toLowerCase()));
  const guard = openAuthorizer(readable, { free: tables === null });
  database.setAuthorizer(guard.authorize);
  try {
    const statement = database.prepare(sql);
    // prepare() takes the first statement and ignores the rest in silence.
    if (blankSql(sql.slice(statement.sourceSQL.length)).replace(/[\s;]/g, '') !== '')
      throw new Failure('query_refused', 'The query has more than one statement. Keep one SELECT.');
    const columns = statement.columns().map(({ name }) => name);
    if (tables === null) refuseDoubles(columns);
    return { columns, ...readRows(statement, parameters, bounds) };
  } catch (error) {
    throw tables === null ? explain(error, guard, known) : error;
  }
}

function refuseDoubles(columns: readonly string[]): void {
  const double = columns.find((name, place) => columns.indexOf(name) !== place);
  if (double === undefined) return;
  const sentence = `Two columns are called "${double}". Give one another name: select ${double} as other_name.`;
  throw new Failure('query_failed', sentence);
}

/** The same error, with what is there and what to do. */
function explain(error: unknown, guard: Authorizer, known: readonly string[]): unknown {
  const reason = guard.denied();
  if (reason) return new Failure('query_refused', reason);
  if (error instanceof RowTooLarge)
    return new Failure(
      'query_too_large',
      'One row has more than 512 KiB. Select fewer columns, or substr().',
    );
  const missing = /no such table: (?:main\.)?(.+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (!missing) return error;
  const names = known.length > mostNamed ? [...known.slice(0, mostNamed), '…'] : known;
  const there = names.length > 0 ? `This data source has ${names.join(', ')}.` : 'This data source has none.';
  return new Failure('query_failed', `There is no table "${missing}". ${there}`);
}

function failureOf(error: unknown): { code: QueryFailure; error: string } {
  const text = error instanceof Error ? error.message : String(error);
  if (/not authorized|prohibited/i.test(text))
    return {
      code: 'query_refused',
      error: `The query is not allowed: ${text}. It may only read its own tables.`,
    };
  if (/unable to open|not a database|malformed|disk i\/o/i.test(text))
    return { code: 'data_source_unreadable', error: `The file of the data source cannot be read: ${text}.` };
  return { code: 'query_failed', error: `The query failed: ${text}.` };
}

if (process.send && process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.on('message', (question: ChildQuestion) => process.send?.(answerQuestion(question)));
  process.on('disconnect', () => process.exit(0));
}
