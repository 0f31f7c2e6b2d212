import { toId } from '@sista/shared/ids';
import type { CallbackAnswer } from '@sista/shared/node/step-context';
import { parseBody } from '@sista/shared/source/parse-body';
import { unpackBody } from '@sista/shared/source/unpack-body';
import { captureMethods } from '../capture/insert-captures.ts';
import type { Sql } from '../db/sql.ts';

type AnswerRow = {
  run_id: string;
  node_id: string;
  path: string;
  received_at: Date;
  capture_id: string;
  method: number;
  query: string | null;
  headers: Record<string, string>;
  body: Buffer | null;
};

/** The most that a step can let in. */
const mostBytes = 10 * 1_048_576;

/**
 * The answers to waiting steps of these runs (UUIDs), by run and then by `<node id>|<path>`. Read it after the timers, or
 * in one statement with them: then an answer that was accepted is there whenever the timer of its wait is gone, and
 * the answer counts.
 */
export async function loadAnswers(
  sql: Sql,
  runIds: readonly string[],
): Promise<Map<string, Map<string, CallbackAnswer>>> {
  const found = new Map<string, Map<string, CallbackAnswer>>();
  if (runIds.length === 0) return found;
  const sorted = [...runIds].sort();
  const rows = await sql.query<AnswerRow>(
    'load-answers',
    `select a.run_id, a.node_id, a.path, a.received_at, a.capture_id, c.method, c.query, c.headers, c.body
     from engine.callback a join engine.capture c on c.id = a.capture_id
     where a.run_id = any($1::uuid[]) and a.run_id between $2 and $3 and a.n = 0`,
    [runIds, sorted[0], sorted.at(-1)],
  );
  for (const row of rows) {
    const answers = found.get(row.run_id) ?? new Map<string, CallbackAnswer>();
    answers.set(`${row.node_id}|${row.path}`, await answerOf(row));
    found.set(row.run_id, answers);
  }
  return found;
}

async function answerOf(row: AnswerRow): Promise<CallbackAnswer> {
  return {
    method: captureMethods[row.method] ?? 'POST',
    query: Object.fromEntries(new URLSearchParams(row.query ?? '')),
    headers: row.headers,
    body: await bodyOf(row),
    receivedAt: row.received_at.toISOString(),
    captureId: toId('capture', row.capture_id),
  };
}

async function bodyOf({ body, headers, capture_id }: AnswerRow): Promise<unknown> {
  const raw = body ?? new Uint8Array();
  const unpacked = await unpackBody(raw, headers['content-encoding'], mostBytes);
  if (!unpacked.ok) throw new Error(`capture ${capture_id} cannot be unpacked: ${unpacked.message}`);
  const parsed = await parseBody(unpacked.body, headers['content-type'] ?? null, { json: false });
  // The ingress takes no answer that cannot be parsed; an older rule than today's may have.
  return parsed.ok ? parsed.body : new TextDecoder().decode(unpacked.body);
}
