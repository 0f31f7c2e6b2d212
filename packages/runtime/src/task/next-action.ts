import type { AttemptState, CallState, TaskState, TurnState } from './fold-journal.ts';
import type { BeginBody, EndBody, LostBody, RequestBody } from './journal.types.ts';
import { judgeText } from './judge-answer.ts';

/** What comes next in a task. Only this function says it, from committed rows; the loop does it. */
export type TaskAction =
  | { kind: 'open' }
  | { kind: 'answer'; end: EndBody }
  /** A process died between the request and its answer. */
  | { kind: 'lose'; turn: number; attempt: number }
  | { kind: 'ask'; turn: number; attempt: number; request: RequestBody; waitMs: number }
  | { kind: 'run'; calls: readonly CallState[] }
  | { kind: 'end'; end: EndBody };

/** Longer waits than this are left to the step's retry: no worker is held for them. */
const waitInPlaceMs = 5_000;
const backoffMs = [2_000, 8_000, 30_000];

/** `step` is `<seq>.<attempt>` of the step that asks: a new attempt continues after a failed end. */
export function nextAction(state: TaskState, step: string): TaskAction {
  const { begin, end } = state;
  if (!begin) return { kind: 'open' };
  if (end && (end.ok || end.step === step)) return { kind: 'answer', end };
  const turn = state.turns.at(-1);
  const fail = (code: string, message: string, retryAfterMs: number | null = null): TaskAction => ({
    kind: 'end',
    end: { ok: false, code, message, retry: code === 'model_unavailable', retryAfterMs, step },
  });
  const ask = (
    turnNumber: number,
    attempt: number,
    purpose: RequestBody['purpose'],
    waitMs = 0,
    longer = false,
  ): TaskAction => {
    const over = limitIssue(state, begin);
    if (over) return fail(over.code, over.message);
    const maxOutputTokens = begin.model.outputTokens * (longer ? 2 : 1);
    return {
      kind: 'ask',
      turn: turnNumber,
      attempt,
      waitMs,
      request: { purpose, step, maxOutputTokens, compact: state.compact },
    };
  };
  if (!turn) return ask(1, 1, 'work');
  if (!turn.response) return afterAttempt(turn, begin, step, fail, ask);
  const unsettled = turn.calls.filter(({ verdict, result }) => verdict === 'allow' && result === null);
  if (unsettled.length > 0) return { kind: 'run', calls: unsettled };
  return afterTurn(state, turn, begin, step, fail, ask);
}

type Fail = (code: string, message: string, retryAfterMs?: number | null) => TaskAction;
type Ask = (
  turn: number,
  attempt: number,
  purpose: RequestBody['purpose'],
  waitMs?: number,
  longer?: boolean,
) => TaskAction;

/** The last turn was asked for and not answered. */
function afterAttempt(turn: TurnState, begin: BeginBody, step: string, fail: Fail, ask: Ask): TaskAction {
  const last = turn.attempts.at(-1) as AttemptState;
  if (!last.lost) return { kind: 'lose', turn: turn.turn, attempt: last.attempt };
  const { purpose, maxOutputTokens } = last.request;
  const longer = maxOutputTokens > begin.model.outputTokens;
  const again = (waitMs: number) => ask(turn.turn, last.attempt + 1, purpose, waitMs, longer);
  const mine = turn.attempts.filter(({ request }) => request.step === step);
  // A person fixed something, or the step's retry came: the failure of an earlier attempt of the step is past.
  if (mine.length === 0) return again(0);
  const { code, message } = last.lost;
  if (code === 'unauthorized') return fail('provider_unauthorized', message);
  if (code === 'rejected') return fail('model_rejected', message);
  if (code === 'too_long') {
    if (last.request.compact)
      return fail(
        'context_too_large',
        `${message} Give the employee less data, or choose a model with a larger context.`,
      );
    return again(0);
  }
  if (mine.length >= begin.limits.attempts)
    return fail(
      'model_unavailable',
      `${message} Tried ${mine.length} times.`,
      last.lost.retryAfterMs ?? backoffMs[2] ?? null,
    );
  const waitMs = delayOf(last.lost, mine.length);
  if (waitMs > waitInPlaceMs) return fail('model_unavailable', message, waitMs);
  return again(waitMs);
}

function delayOf({ code, retryAfterMs }: LostBody, attempts: number): number {
  if (code === 'process_died') return 0;
  return retryAfterMs ?? backoffMs[Math.min(attempts, backoffMs.length) - 1] ?? 0;
}

/** The last turn was answered and every call of it is settled. */
function afterTurn(
  state: TaskState,
  turn: TurnState,
  begin: BeginBody,
  step: string,
  fail: Fail,
  ask: Ask,
): TaskAction {
  const { response, request } = turn;
  if (!response || !request) throw new Error(`turn ${turn.turn} has no answer`);
  const next = turn.turn + 1;
  if (response.finish === 'content-filter')
    return fail(
      'model_refused',
      'The model refused to answer. Check the instructions and the data, or choose another model.',
    );
  if (response.finish === 'length') {
    const already = request.maxOutputTokens > begin.model.outputTokens;
    if (already)
      return fail(
        'output_truncated',
        `The answer was longer than ${request.maxOutputTokens} tokens, twice. Ask for less, or raise the output tokens of the employee.`,
      );
    return ask(next, 1, request.purpose, 0, true);
  }
  const submitted = turn.calls.find(({ verdict }) => verdict === 'submit');
  const flags = begin.flags;
  if (submitted) return { kind: 'end', end: { ok: true, output: submitted.merged, step, flags } };
  const wrong = callIssue(state);
  if (wrong) return fail(wrong.code, wrong.message);
  const badSubmission = turn.calls.find(({ verdict }) => verdict === 'invalid_submit');
  if (turn.calls.length > 0 && !badSubmission) return ask(next, 1, 'work');
  const judged = badSubmission
    ? ({ ok: false, issues: badSubmission.reason ?? '' } as const)
    : judgeText(response.text, begin.output);
  if (judged.ok) return { kind: 'end', end: { ok: true, output: judged.output, step, flags } };
  if (state.since.repairs >= begin.limits.repairs)
    return fail(
      'output_invalid',
      `The result does not fit its schema, also after ${state.since.repairs} repairs: ${judged.issues}`,
    );
  const inWords = !badSubmission && request.purpose === 'work' && begin.tools.length > 0;
  return ask(next, 1, inWords ? 'finalize' : 'repair');
}

function limitIssue(state: TaskState, { limits }: BeginBody): { code: string; message: string } | null {
  const { turns, activeMs } = state.since;
  if (turns >= limits.turns)
    return {
      code: 'turn_limit',
      message: `The task used its ${limits.turns} turns without a result. Simplify the instructions, or raise the limit.`,
    };
  if (activeMs >= limits.activeMs)
    return {
      code: 'time_limit',
      message: `The task worked for ${Math.round(limits.activeMs / 1000)} s without a result. Raise the step's time limit, or give it less to do.`,
    };
  return null;
}

/** Calls that keep going wrong: three in a row that are none, or two that were refused for being too many. */
function callIssue({ turns }: TaskState): { code: string; message: string } | null {
  const calls = turns.flatMap((turn) => turn.calls);
  const last = calls.slice(-3);
  if (last.length === 3 && last.every(({ verdict }) => verdict === 'invalid'))
    return {
      code: 'invalid_tool_calls',
      message: `The model called tools wrongly three times in a row, last: ${last[2]?.reason} Choose a model that can use tools.`,
    };
  const refused = (code: string) => calls.filter((call) => call.code === code).length;
  if (refused('repeated') >= 2)
    return {
      code: 'repeat_limit',
      message:
        'The model kept asking for the same tool call. Say in the instructions what to do with the result.',
    };
  if (refused('tool_limit') >= 2)
    return {
      code: 'tool_limit',
      message:
        'The task used all its tool calls without a result. Simplify the instructions, or raise the limit.',
    };
  return null;
}
