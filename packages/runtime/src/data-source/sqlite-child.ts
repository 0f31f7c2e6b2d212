import { constants, DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/**
 * Runs in a process of its own, because SQLite blocks the thread that asks it: whoever waits too long kills this
 * process. One message asks, one answers.
 */
export type ChildQuestion = {
  id: number;
  file: string;
  sql: string;
  tables: readonly string[];
  parameters: Readonly<Record<string, string | number | null>>;
  maxRows: number;
};
export type ChildAnswer =
  | { id: number; ok: true; rows: Record<string, unknown>[]; truncated: boolean }
  | { id: number; ok: false; error: string };

const allowedFunctions = new Set(
  `abs avg ceil coalesce count date datetime floor group_concat hex ifnull iif instr json json_array json_array_length
  json_each json_extract json_group_array json_group_object json_object json_type julianday length like lower ltrim max
  min nullif replace round rtrim sign strftime substr substring sum time total trim typeof unicode unixepoch upper`.split(
    /\s+/,
  ),
);
const maxCellCharacters = 4_000;

/** Answers one question. Opens the file anew each time: it may have been replaced, and opening takes 50 µs. */
export function answerQuestion(question: ChildQuestion): ChildAnswer {
  const { id, file, sql, tables, parameters, maxRows } = question;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, allowExtension: false });
    database.setAuthorizer(authorizer(new Set(tables.map((name) => name.toLowerCase()))));
    const statement = database.prepare(sql);
    // prepare() takes the first statement and ignores the rest in silence.
    if (sql.slice(statement.sourceSQL.length).replace(/[\s;]/g, '') !== '')
      return { id, ok: false, error: 'The query has more than one statement. Keep one SELECT.' };
    statement.setAllowUnknownNamedParameters(true);
    const rows: Record<string, unknown>[] = [];
    for (const row of statement.iterate({ ...parameters })) {
      if (rows.length === maxRows) return { id, ok: true, rows, truncated: true };
      rows.push(plain(row as Record<string, unknown>));
    }
    return { id, ok: true, rows, truncated: false };
  } catch (error) {
    return { id, ok: false, error: sentenceOf(error) };
  } finally {
    database?.close();
  }
}

function authorizer(tables: ReadonlySet<string>) {
  return (action: number, first: string | null, second: string | null): number => {
    if (action === constants.SQLITE_SELECT) return constants.SQLITE_OK;
    if (action === constants.SQLITE_FUNCTION)
      return allowedFunctions.has((second ?? '').toLowerCase()) ? constants.SQLITE_OK : constants.SQLITE_DENY;
    // json_each is how a list parameter is read; nothing else is readable unless it is named.
    const table = (first ?? '').toLowerCase();
    if (action === constants.SQLITE_READ && (tables.has(table) || table === 'json_each'))
      return constants.SQLITE_OK;
    return constants.SQLITE_DENY;
  };
}

function plain(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value instanceof Uint8Array) return [name, `(${value.length} bytes)`];
      if (typeof value === 'string' && value.length > maxCellCharacters)
        return [name, `${value.slice(0, maxCellCharacters)}…`];
      return [name, value];
    }),
  );
}

function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/not authorized|prohibited/i.test(text))
    return `The query is not allowed: ${text}. It may only read its own tables.`;
  return `The query failed: ${text}.`;
}

if (process.send && process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.on('message', (question: ChildQuestion) => process.send?.(answerQuestion(question)));
  process.on('disconnect', () => process.exit(0));
}
