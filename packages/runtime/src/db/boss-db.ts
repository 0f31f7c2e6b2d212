import { createHash } from 'node:crypto';
import type { Sql } from './sql.ts';

/** The adapter that pg-boss calls `IDatabase`. */
export type BossDb = { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };

/**
 * pg-boss over our connections, and inside our transactions: `boss.insert(queue, jobs, { db: bossDb(sql) })` is part
 * of the commit of `sql`. pg-boss names no statement; prepared by the hash of their text they take half the time.
 * A text that holds several statements goes as it is.
 */
export function bossDb(sql: Sql): BossDb {
  return {
    async executeSql(text, values) {
      const prepared = values && values.length > 0 ? values : undefined;
      const name = prepared || isSingle(text) ? statementName(text) : '';
      return { rows: await sql.query(name, text, prepared) };
    },
  };
}

// What pg-boss asks again and again without values is its fetch and its touch; its DDL is asked once.
const isSingle = (text: string) => names.has(text) || /^\s*(with|select|update)\b[^;$]*$/i.test(text);

const names = new Map<string, string>();
const namesKept = 1_000;

function statementName(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = `b_${createHash('sha1').update(text).digest('base64url')}`;
  if (names.size < namesKept) names.set(text, name);
  return name;
}
