import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildAnswer, ChildQuestion } from './sqlite-child.ts';

export type SqliteQuery = {
  file: string;
  sql: string;
  tables: readonly string[];
  parameters: Readonly<Record<string, unknown>>;
  maxRows?: number;
  deadlineMs?: number;
  signal?: AbortSignal;
};
export type SqliteRows = { rows: Record<string, unknown>[]; truncated: boolean };

/** A query that could not be answered; the message is for people and models. */
export class QueryFailed extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'QueryFailed';
  }
}

/** Queries run in child processes that outlive them; a child that is late is killed and replaced. */
export type SqlitePool = {
  /** Throws `QueryFailed`. */
  query(query: SqliteQuery): Promise<SqliteRows>;
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

  function takeChild(): Promise<Child> {
    for (const child of children) if (!child.busy) return Promise.resolve(take(child));
    if (children.size < size) return Promise.resolve(take(startChild()));
    return new Promise((resolve, reject) =>
      waiting.push({ start: (child) => resolve(take(child)), refuse: () => reject(stopping()) }),
    );
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

  return {
    async query(query) {
      if (closed) throw stopping();
      const child = await takeChild();
      const question = questionOf(query, ++lastId);
      const answer = await ask(child, question, query);
      giveBack(child, typeof answer === 'string');
      return rowsOf(answer, query);
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
const stopping = () => new QueryFailed('The server is stopping. Try again in a moment.');

type Asked = ChildAnswer | 'late' | 'aborted' | 'gone';

function rowsOf(answer: Asked, query: SqliteQuery): SqliteRows {
  if (answer === 'late') throw new QueryFailed(lateSentence(query));
  if (answer === 'aborted') throw new QueryFailed('The query was stopped because the task was.');
  if (answer === 'gone') throw new QueryFailed('The query process ended without an answer. Try again.');
  if (!answer.ok) throw new QueryFailed(answer.error);
  return { rows: answer.rows, truncated: answer.truncated };
}

const lateSentence = ({ deadlineMs = usualDeadlineMs }: SqliteQuery) =>
  `The query took longer than ${deadlineMs / 1_000} s and was stopped. Narrow it, or add an index.`;

function ask(
  child: Child,
  question: ChildQuestion,
  { deadlineMs = usualDeadlineMs, signal }: SqliteQuery,
): Promise<Asked> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish('late'), deadlineMs);
    const heard = (answer: ChildAnswer) => answer.id === question.id && finish(answer);
    const gone = () => finish('gone');
    const aborted = () => finish('aborted');
    function finish(answer: Asked): void {
      clearTimeout(timer);
      child.process.off('message', heard);
      child.process.off('exit', gone);
      child.process.off('error', gone);
      signal?.removeEventListener('abort', aborted);
      resolve(answer);
    }
    child.process.on('message', heard);
    child.process.once('exit', gone);
    child.process.once('error', gone);
    if (signal?.aborted) return finish('aborted');
    signal?.addEventListener('abort', aborted, { once: true });
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

function questionOf(
  { file, sql, tables, parameters, maxRows = 200 }: SqliteQuery,
  id: number,
): ChildQuestion {
  const bound = Object.entries(parameters).map(([name, value]) => [name, bindable(value)]);
  return { id, file, sql, tables, parameters: Object.fromEntries(bound), maxRows };
}

function bindable(value: unknown): string | number | null {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
