import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SourceTable } from '@sista/shared/data-source/data-source.schema';
import { toSqlValue } from '@sista/shared/data-source/read-sql';
import type { ChildAnswer, ChildQuestion, QueryFailure } from './sqlite-child.ts';

type Limits = { deadlineMs?: number; signal?: AbortSignal };

export type SqliteQuery = Limits & {
  file: string;
  sql: string;
  /** The tables that may be read; null for all of the file. */
  tables: readonly string[] | null;
  parameters: Readonly<Record<string, unknown>>;
  maxRows?: number;
  /** Bytes of all rows as JSON, with cells as they are; without it cells are shortened. */
  maxBytes?: number;
};
export type SqliteRows = { rows: Record<string, unknown>[]; columns: string[]; truncated: boolean };
export type SqliteDescription = Limits & { file: string; count: boolean };

/** A query that could not be answered; the message is for people and models. */
export class QueryFailed extends Error {
  readonly code: QueryFailure;

  constructor(sentence: string, code: QueryFailure = 'query_failed') {
    super(sentence);
    this.name = 'QueryFailed';
    this.code = code;
  }
}

/** Queries run in child processes that outlive them; a child that is late is killed and replaced. */
export type SqlitePool = {
  /** Throws `QueryFailed`. */
  query(query: SqliteQuery): Promise<SqliteRows>;
  /** Tables with their columns, and how many rows they have. Throws `QueryFailed`. */
  describe(description: SqliteDescription): Promise<SourceTable[]>;
  close(): Promise<void>;
};

// A *child* is
//   idle     waiting for a question, unreferenced: it never keeps this process alive,
//   busy     with one question,
//   gone     killed at a deadline, by an abort or by itself; the next question starts another.
type Child = { process: ChildProcess; busy: boolean };
type Waiting = { start: (child: Child) => void; refuse: () => void };

const childFile = fileURLToPath(new URL('./sqlite-child.ts', import.meta.url));

export function createSqlitePool({ size = 2 }: { size?: number } = {}): SqlitePool {
  const children = new Set<Child>();
  const waiting: Waiting[] = [];
  let lastId = 0;
  let closed = false;

  function startChild(): Child {
    // No environment: the child needs none, and it reads files that people configure.
    const process = fork(childFile, [], {
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const child: Child = { process, busy: false };
    children.add(child);
    process.once('exit', () => children.delete(child));
    process.once('error', () => children.delete(child));
    unreference(child);
    return child;
  }

  function takeChild(signal: AbortSignal | undefined): Promise<Child> {
    for (const child of children) if (!child.busy) return Promise.resolve(take(child));
    if (children.size < size) return Promise.resolve(take(startChild()));
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(place), 1);
        reject(aborted());
      };
      const called = () => signal?.removeEventListener('abort', leave);
      const place: Waiting = {
        start(child) {
          called();
          resolve(take(child));
        },
        refuse() {
          called();
          reject(stopping());
        },
      };
      waiting.push(place);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  function giveBack(child: Child, dead: boolean): void {
    child.busy = false;
    if (dead) {
      children.delete(child);
      child.process.kill('SIGKILL');
    } else unreference(child);
    const next = closed ? undefined : waiting.shift();
    if (next) next.start(dead ? startChild() : child);
  }

  async function askChild(question: Question, limits: Limits): Promise<GoodAnswer> {
    if (closed) throw stopping();
    if (limits.signal?.aborted) throw aborted();
    const child = await takeChild(limits.signal);
    const answer = await ask(child, { ...question, id: ++lastId }, limits);
    giveBack(child, typeof answer === 'string');
    return goodAnswer(answer, limits);
  }

  return {
    async query(query) {
      const answer = await askChild(rowsQuestion(query), query);
      if (!('rows' in answer)) throw new Error('the query process answered another question');
      const { rows, columns, truncated } = answer;
      return { rows, columns, truncated };
    },
    async describe({ file, count, ...limits }) {
      const answer = await askChild({ ask: 'tables', file, count }, limits);
      if (!('tables' in answer)) throw new Error('the query process answered another question');
      return answer.tables;
    },
    async close() {
      closed = true;
      for (const { refuse } of waiting.splice(0)) refuse();
      const exits = [...children].map(
        ({ process }) => new Promise((resolve) => process.once('exit', resolve)),
      );
      for (const { process } of children) process.kill('SIGKILL');
      await Promise.all(exits);
    },
  };
}

const usualDeadlineMs = 10_000;
const aborted = () => new QueryFailed('The query was stopped because the task was.', 'query_timeout');
const stopping = () => new QueryFailed('The server is stopping. Try again in a moment.');

type Question = ChildQuestion extends infer One
  ? One extends ChildQuestion
    ? Omit<One, 'id'>
    : never
  : never;
type GoodAnswer = Extract<ChildAnswer, { ok: true }>;
type Asked = ChildAnswer | 'late' | 'aborted' | 'gone';

function goodAnswer(answer: Asked, { deadlineMs = usualDeadlineMs }: Limits): GoodAnswer {
  if (answer === 'late') {
    const words = `The query took longer than ${deadlineMs / 1_000} s and was stopped. Narrow it, or add an index.`;
    throw new QueryFailed(words, 'query_timeout');
  }
  if (answer === 'aborted') throw aborted();
  if (answer === 'gone') throw new QueryFailed('The query process ended without an answer. Try again.');
  if (!answer.ok) throw new QueryFailed(answer.error, answer.code);
  return answer;
}

function ask(
  child: Child,
  question: ChildQuestion,
  { deadlineMs = usualDeadlineMs, signal }: Limits,
): Promise<Asked> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish('late'), deadlineMs);
    const heard = (answer: ChildAnswer) => answer.id === question.id && finish(answer);
    const gone = () => finish('gone');
    const stopped = () => finish('aborted');
    function finish(answer: Asked): void {
      clearTimeout(timer);
      child.process.off('message', heard);
      child.process.off('exit', gone);
      child.process.off('error', gone);
      signal?.removeEventListener('abort', stopped);
      resolve(answer);
    }
    child.process.on('message', heard);
    child.process.once('exit', gone);
    child.process.once('error', gone);
    if (signal?.aborted) return finish('aborted');
    signal?.addEventListener('abort', stopped, { once: true });
    child.process.send(question, (error) => error && finish('gone'));
  });
}

function take(child: Child): Child {
  child.busy = true;
  child.process.ref();
  child.process.channel?.ref();
  return child;
}

function unreference(child: Child): void {
  child.process.unref();
  child.process.channel?.unref();
}

function rowsQuestion(query: SqliteQuery): Question {
  const { file, sql, tables, parameters, maxRows = 200, maxBytes = null } = query;
  const bound = Object.entries(parameters).map(([name, value]) => [name, bindable(value)]);
  return {
    ask: 'rows',
    file,
    sql,
    tables,
    parameters: Object.fromEntries(bound),
    maxRows,
    maxBytes,
  };
}

function bindable(value: unknown): string | number | null {
  const plain = toSqlValue(value);
  // SQLite has no booleans.
  return typeof plain === 'boolean' ? Number(plain) : plain;
}
