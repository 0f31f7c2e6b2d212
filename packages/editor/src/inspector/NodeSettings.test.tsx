// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setUpBrowser } from '../run/run-parts.testing.tsx';
import type { NodeEdits } from './Inspector.tsx';
import { NodeSettings } from './NodeSettings.tsx';

let set: unknown[][];

beforeEach(() => {
  setUpBrowser(() => null);
  Element.prototype.scrollIntoView = () => {};
  set = [];
});
afterEach(cleanup);

const drawSettings = async (method: string, more: object = {}) => {
  const edits = { setOption: (...option: unknown[]) => set.push(option) } as unknown as NodeEdits;
  const node = { id: 'ask', type: 'http-request', name: 'Ask', position: { x: 0, y: 0 }, config: { method } };
  render(
    <MantineProvider>
      <NodeSettings node={{ ...node, ...more }} readOnly={false} edits={edits} />
    </MantineProvider>,
  );
  const fold = screen.getByText('When it fails');
  if (!fold.closest('details')?.open) await userEvent.click(fold);
};

it('asks what to do when an answer is lost where a second time does harm, and says what follows', async () => {
  await drawSettings('POST');
  expect(screen.getByText(/The run waits until somebody says what happened/)).toBeTruthy();
  const [choice] = screen.getAllByLabelText('When its answer is lost');
  if (choice) await userEvent.click(choice);
  await userEvent.click(await screen.findByText('Send it again'));
  expect(set).toEqual([['whenUnknown', 'repeat']]);
});

it('does not ask where a second time is harmless, unless it was set before', async () => {
  await drawSettings('GET');
  expect(screen.queryByText('When its answer is lost')).toBeNull();
  cleanup();
  await drawSettings('GET', { whenUnknown: 'fail' });
  expect(screen.getByText(/is not sent again, though it may have arrived/)).toBeTruthy();
});
