// @vitest-environment jsdom
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ItemBar } from '../canvas/ItemBar.tsx';
import { RunBadge } from '../canvas/RunBadge.tsx';
import { answerRun, draw, setUpBrowser, signInAs } from '../run/run-parts.testing.tsx';
import { answerStep } from '../run/step-answer.testing.ts';
import { WaitBox } from '../run/WaitBox.tsx';
import { createRunOverlay, overlayOf } from '../run-overlay/run-overlay.ts';
import { Waterfall } from './Waterfall.tsx';

const node = (id: string, type = 'set-values') => ({
  id,
  type,
  name: id,
  position: { x: 0, y: 0 },
  config: {},
});
const document: FlowDocument = {
  schema: 'sista.flow/1',
  name: 'Each line',
  nodes: [node('order', 'trigger-manual'), node('lines', 'for-each'), node('check')],
  edges: [
    { id: 'a', source: 'order', target: 'lines' },
    { id: 'b', source: 'lines', sourcePort: 'each', target: 'check' },
  ],
};
const error = { code: 'http_409', message: 'Out of stock.', path: null };
const count = 10_000;
const run = answerRun(
  [
    answerStep('lines', 1, {
      nodeName: 'Each line',
      loop: { count, done: count, failed: 2 },
      input: { items: [{ sku: 'A-1' }] },
    }),
    ...Array.from({ length: count }, (_, index) =>
      answerStep('check', index + 2, {
        nodeName: 'Check',
        path: String(index),
        ...(index === 70 || index === 9_000 ? { status: 'failed' as const, port: null, error } : {}),
      }),
    ),
  ],
  { status: 'succeeded', endedAt: '2026-11-23T09:00:05.000Z' },
);

function Chosen() {
  const [place, setPlace] = useState<{ nodeId: string; path: string }>();
  return (
    <Waterfall
      run={run}
      document={document}
      selected={place?.nodeId}
      item={place?.path}
      onSelect={(nodeId, path) => setPlace({ nodeId, path })}
    />
  );
}

beforeEach(() => {
  setUpBrowser(() => null);
  signInAs('editor');
});
afterEach(cleanup);
// By label and not by role: finding roles among this many rows takes jsdom seconds.
const items = () => [
  ...screen.getByLabelText('Items of Each line').querySelectorAll<HTMLButtonElement>('button[data-row]'),
];
const open = () => userEvent.click(screen.getByLabelText('Open the items of Each line'));

describe('a loop of 10,000 items in the waterfall', () => {
  it('is one row that opens fifty items at a time', async () => {
    await draw(<Chosen />);
    expect(screen.getByText('10,000 items, 2 failed')).toBeTruthy();
    expect(screen.queryByText(/Item 1/)).toBeNull();
    await open();
    expect(items()).toHaveLength(50);
    expect(items()[0]?.textContent).toContain('A-1');
    await userEvent.click(screen.getByLabelText('Later items'));
    expect(screen.getByText('51 to 100 of 10,000')).toBeTruthy();
    expect(items()[0]?.textContent).toContain('Item 51');
  });

  it('shows the failed ones alone, with their error', async () => {
    await draw(<Chosen />);
    await open();
    await userEvent.click(screen.getByLabelText('Failed items only'));
    expect(items().map((row) => row.textContent)).toEqual([
      expect.stringMatching(/Item 71.*Out of stock/),
      expect.stringMatching(/Item 9,001.*Out of stock/),
    ]);
  });

  it('opens the steps of the item that is chosen, also by keys', async () => {
    await draw(<Chosen />);
    await open();
    const [first] = items();
    first?.focus();
    await userEvent.keyboard('{Enter}');
    expect(within(screen.getByLabelText('Steps of item 1')).getByText('Check')).toBeTruthy();
    await userEvent.keyboard('jj');
    expect(screen.getByLabelText('Steps of item 2')).toBeTruthy();
  });
});

describe('a loop on the canvas', () => {
  const overlay = createRunOverlay('run_1');

  it('counts its items on its card, and on those of its body how they came through', async () => {
    overlay.setState({ ...overlayOf(run), item: undefined });
    await draw(
      <>
        <div data-testid="loop">
          <RunBadge overlay={overlay} nodeId="lines" />
        </div>
        <div data-testid="body">
          <RunBadge overlay={overlay} nodeId="check" />
        </div>
      </>,
    );
    expect(screen.getByTestId('loop').textContent).toBe('10,000/10,0002 failed');
    expect(screen.getByTestId('body').textContent).toBe('9,9982 failed');
  });

  it('shows one item when that is picked: by the next one, or the next that failed', async () => {
    overlay.setState({ ...overlayOf(run), item: undefined });
    await draw(
      <>
        <ItemBar overlay={overlay} document={document} atBottom={false} />
        <RunBadge overlay={overlay} nodeId="check" />
      </>,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Item after' }));
    expect(screen.getByText('Item 1 of 10,000')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Next failed' }));
    expect(overlay.getState().item).toMatchObject({ loopId: 'lines', path: '70' });
    expect(screen.getByText('Failed')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'All items' }));
    expect(screen.getByText('All 10,000 items')).toBeTruthy();
  });
});

describe('a step that waits', () => {
  const waiting = { status: 'waiting' as const, endedAt: null };

  it('for a callback shows its address, to copy and as a curl line', async () => {
    const callbackUrl = 'https://sista.example/in/c/abc';
    const step = answerStep('packed', 1, { ...waiting, waitingFor: 'callback', callbackUrl });
    await draw(<WaitBox run={run} step={step} />);
    expect(screen.getByText('Waits for a callback')).toBeTruthy();
    expect(screen.getByText(callbackUrl)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Copy the address' })).toBeTruthy();
    expect(screen.getByText(/curl -X POST/).textContent).toContain(callbackUrl);
  });

  it('for a delivery leads to it', async () => {
    const step = answerStep('tell', 1, { ...waiting, waitingFor: 'delivery', deliveryId: 'dlv_1' });
    await draw(<WaitBox run={run} step={step} />);
    expect(screen.getByRole('link', { name: 'open the delivery' }).getAttribute('href')).toMatch(
      /\/webhooks\/deliveries\/dlv_1$/,
    );
  });

  it('for its next attempt tells which one, and what went wrong', async () => {
    const asked = { nodes: [{ id: 'ask', retry: { attempts: 3 } }] };
    const until = new Date(Date.now() + 30_000).toISOString();
    const step = answerStep('ask', 1, { ...waiting, waitingFor: 'retry', waitingUntil: until, error });
    await draw(<WaitBox run={{ document: asked }} step={step} />);
    expect(screen.getByText(/^Tries again at .*, attempt 2 of 3$/)).toBeTruthy();
    expect(screen.getByText('Last time: Out of stock.')).toBeTruthy();
  });
});
