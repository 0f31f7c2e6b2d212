// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryClient } from '../api/query-client.ts';
import type { FlowAnswer, JobAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';
import { StopRunsDialog } from './StopRunsDialog.tsx';

const flow = { id: 'flow_1', name: 'Orders', status: 'live' } as unknown as FlowAnswer;
const job: JobAnswer = {
  id: 'job_1',
  kind: 'cancel-runs',
  status: 'queued',
  flowId: 'flow_1',
  done: 0,
  total: null,
  problem: null,
  by: 'Ada',
  createdAt: '2026-11-23T09:00:00.000Z',
  endedAt: null,
};

/** What the server knows, and what was asked of it. */
let stored: JobAnswer | undefined;
let asked: { name: string; input: unknown }[];
/** The stream that is open; the test says what comes over it. */
let stream: { onmessage?: (event: { data: string }) => void } | undefined;

beforeAll(() => {
  configure({ asyncUtilTimeout: 4_000 });
  window.matchMedia = (query) =>
    ({
      matches: false,
      media: query,
      addEventListener() {},
      removeEventListener() {},
    }) as unknown as MediaQueryList;
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  globalThis.EventSource = class {
    constructor() {
      stream = this as typeof stream;
    }
    close() {}
  } as unknown as typeof EventSource;
  globalThis.fetch = async (url, init) => {
    const { pathname, searchParams } = new URL(String(url), 'http://localhost');
    const inputs = JSON.parse(init?.body ? String(init.body) : (searchParams.get('input') ?? '{}'));
    const answers = pathname
      .replace('/trpc/', '')
      .split(',')
      .map((name, index) => ({ result: { data: answerOf(name, inputs[index]) } }));
    return new Response(JSON.stringify(answers), { headers: { 'content-type': 'application/json' } });
  };
});
beforeEach(() => {
  queryClient.clear();
  stored = undefined;
  asked = [];
  const me = { role: 'owner', workspace: { id: 'ws_1', name: 'Test', slug: 'test' } };
  queryClient.setQueryData(trpc.session.me.queryKey(), me as never);
});
afterEach(cleanup);

function answerOf(name: string, input: unknown): unknown {
  asked.push({ name, input });
  if (name === 'session.me') return queryClient.getQueryData(trpc.session.me.queryKey());
  if (name === 'job.cancelRuns') stored = job;
  if (name === 'job.cancel' && stored) stored = { ...stored, status: 'cancelled' };
  return name === 'job.list' ? { data: stored ? [stored] : [], next: null } : stored;
}

const dialog = (opened: boolean) => (
  <MantineProvider env="test">
    <QueryClientProvider client={queryClient}>
      <StopRunsDialog flow={flow} opened={opened} onClose={() => {}} />
    </QueryClientProvider>
  </MantineProvider>
);

async function say(change: Partial<JobAnswer>) {
  stored = { ...(stored ?? job), ...change };
  const { status, done, total } = stored;
  await waitFor(() => expect(stream?.onmessage).toBeDefined());
  const message = { type: 'job', jobId: 'job_1', kind: 'cancel-runs', status, done, total };
  stream?.onmessage?.({ data: JSON.stringify(message) });
}

describe('stopping all runs of a flow', () => {
  it('pauses the flow too, unless that is unchecked', async () => {
    const user = userEvent.setup();
    render(dialog(true));
    const pause = (await screen.findByLabelText('Pause the flow too')) as HTMLInputElement;
    expect(pause.checked).toBe(true);
    await user.click(pause);
    await user.click(screen.getByRole('button', { name: 'Stop all runs' }));
    await screen.findByText('Counting the runs …');
    expect(asked).toContainEqual({ name: 'job.cancelRuns', input: { id: 'flow_1', pause: false } });
  });

  it('shows how far it is, also when the dialog was closed meanwhile', async () => {
    const user = userEvent.setup();
    const { rerender } = render(dialog(true));
    await user.click(await screen.findByRole('button', { name: 'Stop all runs' }));
    await screen.findByText('Counting the runs …');
    await say({ status: 'running', done: 200, total: 1_000 });
    await screen.findByText('200 of 1,000 runs stopped …');
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('20');
    rerender(dialog(false));
    await say({ done: 600 });
    rerender(dialog(true));
    await screen.findByText('600 of 1,000 runs stopped …');
    await say({ status: 'succeeded', done: 1_000 });
    await screen.findByText('1,000 runs stopped.');
    screen.getByRole('button', { name: 'Done' });
  });

  it('finds work that an earlier visit began, and leaves the rest running when asked', async () => {
    stored = { ...job, status: 'running', done: 3, total: 9 };
    const user = userEvent.setup();
    render(dialog(true));
    await screen.findByText('3 of 9 runs stopped …');
    await user.click(screen.getByRole('button', { name: 'Leave the rest running' }));
    await waitFor(() => expect(asked.map(({ name }) => name)).toContain('job.cancel'));
  });
});
