// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DoubtBox } from './DoubtBox.tsx';
import { QuarantineBox } from './QuarantineBox.tsx';
import { RunNews } from './RunNews.tsx';
import { type Asked, answerRun, draw, setUpBrowser, signInAs } from './run-parts.testing.tsx';
import { answerStep } from './step-answer.testing.ts';

const doubtful = answerStep('book', 3, {
  nodeName: 'Book the courier',
  path: '4',
  status: 'waiting',
  waitingFor: 'in_doubt',
  endedAt: null,
  input: { method: 'POST', url: 'https://courier.example/bookings' },
  meta: { effect: { target: 'https://courier.example/bookings', key: 'key-7' } },
  error: { code: 'effect_unknown', message: 'The connection was lost.', path: null },
});
let asked: Asked[];
let settled: number;

beforeEach(() => {
  asked = setUpBrowser(() => answerRun([doubtful], { status: 'running' }));
  settled = 0;
  signInAs('editor');
});
afterEach(cleanup);

const drawDoubt = () =>
  draw(
    <DoubtBox
      runId="run_1"
      step={doubtful}
      item={5}
      onSettled={() => {
        settled += 1;
      }}
    />,
  );
const said = () => asked.filter(({ name }) => name === 'run.settleStep').map(({ input }) => input);
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('an effect in doubt', () => {
  it('says what was sent where and why nobody knows, with what follows from each way on', async () => {
    await drawDoubt();
    const box = screen.getByRole('region', { name: /Book the courier, item 5: did it happen/ });
    expect(within(box).getByText('POST https://courier.example/bookings')).toBeTruthy();
    expect(within(box).getByText(/The connection was lost\./)).toBeTruthy();
    const again = screen.getByRole('button', { name: 'Send again' });
    const words = document.getElementById(again.getAttribute('aria-describedby') ?? '');
    expect(words?.textContent).toMatch(/same key/);
  });

  it('takes what it gave as JSON, and refuses what is none', async () => {
    await drawDoubt();
    await press('It happened');
    const field = screen.getByLabelText(/What it gave/);
    expect(document.activeElement).toBe(field);
    await userEvent.click(field);
    await userEvent.paste('{ "id": ');
    expect(screen.getByRole('button', { name: 'It happened, go on' })).toHaveProperty('disabled', true);
    await userEvent.paste('1042 }');
    await press('It happened, go on');
    await waitFor(() => expect(settled).toBe(1));
    expect(said()).toEqual([{ id: 'run_1', seq: 3, decision: 'done', output: { id: 1042 } }]);
  });

  it('asks before it sends again, and only then', async () => {
    await drawDoubt();
    await press('Send again');
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/key-7/)).toBeTruthy();
    expect(said()).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(said()).toEqual([{ id: 'run_1', seq: 3, decision: 'repeat' }]));
  });

  it('is skipped by keys alone', async () => {
    await drawDoubt();
    screen.getByRole('button', { name: 'It happened' }).focus();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(said()).toEqual([{ id: 'run_1', seq: 3, decision: 'skip' }]));
  });

  it('is only told to who may not decide', async () => {
    signInAs('viewer');
    await drawDoubt();
    expect(screen.queryByRole('button', { name: 'Skip it' })).toBeNull();
    expect(screen.getByText(/Ask an editor/)).toBeTruthy();
  });
});

describe('a run that was set aside', () => {
  it('says why and where it was, and is tried again by one button', async () => {
    const message = 'The process died with this run again and again.';
    const run = answerRun([answerStep('hook', 0), { ...doubtful, waitingFor: null, status: 'running' }], {
      status: 'quarantined',
      error: { code: 'quarantined', message, path: null, nodeId: null, nodeName: null },
    });
    const chosen: unknown[] = [];
    await draw(<QuarantineBox run={run} onStep={(...place) => chosen.push(place)} />);
    expect(screen.getByText(message)).toBeTruthy();
    await press('Book the courier');
    expect(chosen).toEqual([['book', '4']]);
    await press('Try again');
    await waitFor(() => expect(asked).toContainEqual({ name: 'run.retry', input: { id: 'run_1' } }));
  });
});

describe('a run that goes on', () => {
  const loop = answerStep('lines', 1, {
    nodeName: 'Each line',
    status: 'waiting',
    waitingFor: 'items',
    endedAt: null,
    loop: { count: 100, done: 37, failed: 2 },
  });
  const rest = (item: number) =>
    answerStep('rest', 2 + item, {
      path: String(item),
      status: 'waiting',
      waitingFor: 'until',
      endedAt: null,
    });

  it('tells how far its loop is, and not every item that waits', async () => {
    const run = answerRun([loop, ...Array.from({ length: 40 }, (_, item) => rest(item))]);
    await draw(<RunNews run={run} onStep={() => {}} onSettled={() => {}} />);
    const bar = screen.getByRole('progressbar', { name: 'Items done' });
    expect(bar.getAttribute('aria-valuetext')).toBe('37 of 100 items, 2 failed');
    expect(screen.getByText('40 items wait')).toBeTruthy();
    expect(screen.queryByText(/waits until/)).toBeNull();
  });

  it('asks the question before it tells of the other waits', async () => {
    const packed = answerStep('packed', 9, { status: 'waiting', waitingFor: 'callback', endedAt: null });
    await draw(<RunNews run={answerRun([packed, doubtful])} onStep={() => {}} onSettled={() => {}} />);
    const question = screen.getByRole('region', { name: /did it happen/ });
    const waits = screen.getByRole('list', { name: 'What the run waits for' });
    expect(waits.textContent).toMatch(/^packed waits for a callback/);
    expect(question.compareDocumentPosition(waits)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });
});
