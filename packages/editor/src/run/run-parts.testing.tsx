import { MantineProvider } from '@mantine/core';
import { rightsOf } from '@sista/shared/rights';
import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { queryClient } from '../api/query-client.ts';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { trpc } from '../api/trpc.ts';

/** What was asked of the server, in order. */
export type Asked = { name: string; input: unknown };

/** jsdom draws nothing, so it has no media queries and no sizes; and the server is what the test says. */
export function setUpBrowser(answerOf: (name: string, input: unknown) => unknown): Asked[] {
  const asked: Asked[] = [];
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
  window.scrollTo = () => {};
  globalThis.fetch = async (url, init) => {
    const { pathname, searchParams } = new URL(String(url), 'http://localhost');
    const inputs = JSON.parse(init?.body ? String(init.body) : (searchParams.get('input') ?? '{}'));
    const answers = pathname
      .replace('/trpc/', '')
      .split(',')
      .map((name, index) => {
        asked.push({ name, input: inputs[index] });
        return { result: { data: answerOf(name, inputs[index]) } };
      });
    return new Response(JSON.stringify(answers), { headers: { 'content-type': 'application/json' } });
  };
  return asked;
}

export function signInAs(role: 'editor' | 'viewer'): void {
  const session = {
    role,
    rights: [...rightsOf[role]],
    workspace: { id: 'ws_1', slug: 'home', name: 'Home' },
  };
  queryClient.setQueryData(trpc.session.me.queryKey(), session as never, {
    updatedAt: Date.now() + 3_600_000,
  });
}

/** Draws a part of the run page with what stands around it in the editor. */
export async function draw(part: ReactNode): Promise<void> {
  const root = createRootRoute({
    component: () => <Outlet />,
    notFoundComponent: () => <div data-testid="there">{part}</div>,
  });
  const router = createRouter({
    routeTree: root,
    history: createMemoryHistory({ initialEntries: ['/w/home/runs'] }),
  });
  render(
    <MantineProvider>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByTestId('there');
}

export function answerRun(stepList: StepAnswer[], change: Partial<RunAnswer> = {}): RunAnswer {
  return {
    id: 'run_1',
    flowId: 'flow_1',
    flowName: 'Orders',
    status: 'waiting',
    createdAt: '2026-11-23T09:00:00.000Z',
    startedAt: '2026-11-23T09:00:00.000Z',
    endedAt: null,
    error: null,
    stepList,
    document: {},
    ...change,
  } as RunAnswer;
}
