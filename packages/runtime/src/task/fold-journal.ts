import type { ToolResult } from '@sista/shared/tool/define-tool';
import type {
  BeginBody,
  EndBody,
  JournalCall,
  JournalRow,
  LostBody,
  RequestBody,
  ResponseBody,
} from './journal.types.ts';

export type TaskState = {
  begin: BeginBody | null;
  turns: readonly TurnState[];
  /** The last failed or successful end; a failed one is passed by a later attempt of the step. */
  end: EndBody | null;
  /** What the limits count: everything, or what came after a failed end that a person continued. */
  since: Allowances;
  /** The provider found a request too long: earlier tool results are shortened from then on. */
  compact: boolean;
  totals: TaskTotals;
  startedAtMs: number | null;
};

export type Allowances = { turns: number; repairs: number; calls: number; activeMs: number };

export type TaskTotals = {
  turns: number;
  calls: number;
  lost: number;
  tokensIn: number;
  tokensOut: number;
  mc: number;
  activeMs: number;
  /** Gaps of a second and more in which nothing worked: waits between attempts. */
  waitedMs: number;
  estimated: boolean;
};

export type TurnState = {
  turn: number;
  attempts: readonly AttemptState[];
  /** The request that was answered. */
  request: RequestBody | null;
  response: ResponseBody | null;
  calls: readonly CallState[];
};

export type AttemptState = { attempt: number; request: RequestBody; lost: LostBody | null };
export type CallState = JournalCall & { turn: number; claimed: boolean; result: ToolResult | null };

type MutableTurn = {
  turn: number;
  attempts: { attempt: number; request: RequestBody; lost: LostBody | null }[];
  request: RequestBody | null;
  response: ResponseBody | null;
  calls: (JournalCall & { turn: number; claimed: boolean; result: ToolResult | null })[];
};

/** The state of a task, from its rows in the order of `n`. Pure: the same rows give the same state. */
export function foldJournal(rows: readonly JournalRow[]): TaskState {
  const turns = new Map<number, MutableTurn>();
  const totals: TaskTotals = {
    turns: 0,
    calls: 0,
    lost: 0,
    tokensIn: 0,
    tokensOut: 0,
    mc: 0,
    activeMs: 0,
    waitedMs: 0,
    estimated: false,
  };
  let since: Allowances = { turns: 0, repairs: 0, calls: 0, activeMs: 0 };
  let begin: BeginBody | null = null;
  let end: EndBody | null = null;
  let compact = false;
  let lastAtMs = rows[0]?.atMs ?? 0;
  for (const row of rows) {
    if (row.kind === 'begin') begin = row.body;
    if (row.kind === 'lost') compact ||= row.body.code === 'too_long';
    if (row.kind === 'end') {
      end = row.body;
      // A retry goes on with its counters; only a person's new attempt gets new allowances.
      if (!row.body.ok && !row.body.retry) since = { turns: 0, repairs: 0, calls: 0, activeMs: 0 };
    }
    const gapMs = row.atMs - (row.ms ?? 0) - lastAtMs;
    if (gapMs >= 1_000) totals.waitedMs += gapMs;
    lastAtMs = row.atMs;
    totals.activeMs += row.ms ?? 0;
    since.activeMs += row.ms ?? 0;
    foldTurnRow(turns, row, totals, since);
  }
  return {
    begin,
    turns: [...turns.values()].sort((a, b) => a.turn - b.turn),
    end,
    since,
    compact,
    totals,
    startedAtMs: rows[0]?.atMs ?? null,
  };
}

function foldTurnRow(
  turns: Map<number, MutableTurn>,
  row: JournalRow,
  totals: TaskTotals,
  since: Allowances,
): void {
  if (row.turn === null) return;
  let turn = turns.get(row.turn);
  if (!turn) {
    turn = { turn: row.turn, attempts: [], request: null, response: null, calls: [] };
    turns.set(row.turn, turn);
  }
  if (row.kind === 'request')
    turn.attempts.push({ attempt: row.attempt ?? 1, request: row.body, lost: null });
  if (row.kind === 'lost') {
    const open = turn.attempts.at(-1);
    if (open) open.lost = row.body;
    if (row.body.outcome === 'unknown') totals.lost += 1;
    totals.mc += row.mc ?? 0;
  }
  if (row.kind === 'response') {
    turn.request = turn.attempts.at(-1)?.request ?? null;
    turn.response = row.body;
    turn.calls = row.body.calls.map((call) => ({
      ...call,
      turn: row.turn ?? 0,
      claimed: false,
      result: null,
    }));
    totals.turns += 1;
    since.turns += 1;
    if (turn.request?.purpose !== 'work') since.repairs += 1;
    totals.tokensIn += row.tokensIn ?? 0;
    totals.tokensOut += row.tokensOut ?? 0;
    totals.mc += row.mc ?? 0;
    totals.estimated ||= row.body.estimated;
  }
  const call = turn.calls.find(({ idx }) => idx === row.idx);
  if (row.kind === 'claim' && call) call.claimed = true;
  if (row.kind === 'result' && call) {
    call.result = row.body.result;
    if (call.verdict === 'allow') {
      totals.calls += 1;
      since.calls += 1;
    }
  }
}
