import { textOutput } from '@sista/shared/employee/output-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRequest } from './build-request.ts';
import { foldJournal } from './fold-journal.ts';
import type { BeginBody, JournalKind, JournalRow, LostBody, ResponseBody } from './journal.types.ts';
import { nextAction } from './next-action.ts';

const begin: BeginBody = {
  prompt: 'prompt/1',
  employee: {
    id: 'e',
    name: 'Olive',
    role: 'order-desk',
    title: 'Order desk',
    version: 1,
    instructions: 'Work.',
    persona: '',
    charter: '',
    autonomy: 'ask',
    teamId: null,
    teamName: null,
  },
  model: {
    ref: 'test:m',
    sandbox: false,
    structured: null,
    temperature: null,
    outputTokens: 1_000,
    timeoutMs: 1_000,
  },
  instructions: 'Do it.',
  references: {},
  input: { a: 1 },
  output: textOutput,
  tools: [],
  nonce: '7f3a9c21d0e4b5a6',
  flags: [],
  limits: {
    turns: 4,
    calls: 20,
    callsPerTool: 10,
    callsPerTurn: 8,
    sameCall: 2,
    repairs: 2,
    attempts: 4,
    activeMs: 10_000,
  },
};
const answer: ResponseBody = { text: 'Done.', finish: 'stop', calls: [], estimated: false };
const busy: LostBody = { outcome: 'released', code: 'busy', message: 'Busy.', retryAfterMs: null };

type Step = [kind: JournalKind, body: unknown, more?: Partial<JournalRow>];

function journal(...steps: Step[]): JournalRow[] {
  const empty = {
    turn: null,
    idx: null,
    attempt: null,
    tool: null,
    effect: null,
    argsHash: null,
    model: null,
    tokensIn: null,
    tokensOut: null,
    mc: null,
    ms: null,
  };
  return steps.map(
    ([kind, body, more], at) => ({ ...empty, atMs: at, ...more, n: at + 1, kind, body }) as JournalRow,
  );
}
const request = (step = '2.1', more = {}) => ({
  purpose: 'work',
  step,
  maxOutputTokens: 1_000,
  compact: false,
  ...more,
});
const next = (rows: JournalRow[], step = '2.1') => nextAction(foldJournal(rows), step);
const first = { turn: 1, attempt: 1 };

describe('nextAction', () => {
  it('opens an empty journal, asks, and ends with the answer', () => {
    expect(next([])).toEqual({ kind: 'open' });
    expect(next(journal(['begin', begin]))).toMatchObject({
      kind: 'ask',
      turn: 1,
      attempt: 1,
      waitMs: 0,
      request: { purpose: 'work' },
    });
    const answered = journal(['begin', begin], ['request', request(), first], ['response', answer, first]);
    expect(next(answered)).toEqual({
      kind: 'end',
      end: { ok: true, output: { text: 'Done.' }, step: '2.1', flags: [] },
    });
  });

  it('counts a request without an answer as lost, then asks again at once', () => {
    const open = journal(['begin', begin], ['request', request(), first]);
    expect(next(open)).toEqual({ kind: 'lose', turn: 1, attempt: 1 });
    const died = { outcome: 'unknown', code: 'process_died', message: '', retryAfterMs: null };
    const after = journal(['begin', begin], ['request', request(), first], ['lost', died, first]);
    expect(next(after)).toMatchObject({ kind: 'ask', turn: 1, attempt: 2, waitMs: 0 });
  });

  it('waits 2 and then gives a long wait to the retry of the step', () => {
    const once = journal(['begin', begin], ['request', request(), first], ['lost', busy, first]);
    expect(next(once)).toMatchObject({ kind: 'ask', attempt: 2, waitMs: 2_000 });
    const twice = journal(
      ['begin', begin],
      ['request', request(), first],
      ['lost', busy, first],
      ['request', request(), { turn: 1, attempt: 2 }],
      ['lost', busy, { turn: 1, attempt: 2 }],
    );
    expect(next(twice)).toMatchObject({
      kind: 'end',
      end: { code: 'model_unavailable', retry: true, retryAfterMs: 8_000 },
    });
    expect(next(twice, '2.2')).toMatchObject({ kind: 'ask', turn: 1, attempt: 3, waitMs: 0 });
  });

  it('keeps to the end of this attempt, and goes on after it in the next one', () => {
    const end = { ok: false, code: 'turn_limit', message: '', retry: false, retryAfterMs: null, step: '2.1' };
    const rows = journal(
      ['begin', begin],
      ['request', request(), first],
      ['response', { ...answer, finish: 'length' }, first],
      ['end', end],
    );
    expect(next(rows)).toEqual({ kind: 'answer', end });
    expect(next(rows, '2.2')).toMatchObject({ kind: 'ask', turn: 2 });
  });

  it('keeps a success for good', () => {
    const end = { ok: true, output: 1, step: '2.1', flags: [] };
    expect(next(journal(['begin', begin], ['end', end]), '9.9')).toEqual({ kind: 'answer', end });
  });

  it('ends at the turns and at the active time', () => {
    const turn = (n: number): Step[] => [
      ['request', request(), { turn: n, attempt: 1 }],
      ['response', { ...answer, finish: 'length' }, { turn: n, attempt: 1 }],
    ];
    expect(
      next(journal(['begin', { ...begin, limits: { ...begin.limits, turns: 1 } }], ...turn(1))),
    ).toMatchObject({ kind: 'end', end: { code: 'turn_limit' } });
    const slow = journal(
      ['begin', begin],
      ['request', request(), first],
      ['response', { ...answer, finish: 'length' }, { ...first, ms: 10_000 }],
    );
    expect(next(slow)).toMatchObject({ kind: 'end', end: { code: 'time_limit' } });
  });

  it('gives the same action and the same request for the same rows, and ends whatever is answered', () => {
    const outcome = fc.constantFrom<Step | null>(
      ['response', answer],
      ['response', { ...answer, finish: 'length' }],
      ['response', { ...answer, text: '' }],
      ['lost', busy],
      ['lost', { ...busy, code: 'too_long' }],
      ['lost', { ...busy, retryAfterMs: 0 }],
      null,
    );
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 40, maxLength: 40 }), (outcomes) => {
        const steps: Step[] = [['begin', begin]];
        for (const given of outcomes) {
          const rows = journal(...steps);
          const action = next(rows);
          expect(next(structuredClone(rows))).toEqual(action);
          if (action.kind === 'end') return;
          if (action.kind === 'lose')
            steps.push([
              'lost',
              { ...busy, code: 'process_died' },
              { turn: action.turn, attempt: action.attempt },
            ]);
          if (action.kind !== 'ask') continue;
          const { turn, attempt } = action;
          const built = () => JSON.stringify(buildRequest(foldJournal(rows), turn, action.request));
          expect(built()).toBe(built());
          steps.push(['request', action.request, { turn, attempt }]);
          // Without an outcome the process died in the middle.
          if (given) steps.push([given[0], given[1], { turn, attempt }]);
        }
        throw new Error('the task goes on for ever');
      }),
    );
  });
});
