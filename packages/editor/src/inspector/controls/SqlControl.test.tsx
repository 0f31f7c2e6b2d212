// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryClient } from '../../api/query-client.ts';
import { trpc } from '../../api/trpc.ts';
import { type Answers, answerCalls, Refused } from '../../data-source/answer-calls.testing.ts';
import { InspectorContext, type InspectorContextValue } from '../inspector-context.ts';
import { NodeForm } from '../NodeForm.tsx';
import { evaluatePreview } from '../preview-scope.ts';

beforeAll(() => {
  // jsdom draws nothing, so it has no media queries and no sizes.
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
});
beforeEach(() => {
  queryClient.clear();
  queryClient.setQueryData(trpc.session.me.queryKey(), { role: 'editor' } as never, {
    updatedAt: Date.now() + 60_000,
  });
});
afterEach(cleanup);

const scope = {
  trigger: { order: { sku: 'MUG-04' } },
  steps: {},
  vars: {},
  run: { id: 'run_1', mode: 'test' as const },
  now: '2026-11-23T09:00:00.000Z',
};
const tables = [
  { name: 'stock', kind: 'table', columns: [{ name: 'sku', type: 'text' }], rows: null },
  { name: 'order', kind: 'table', columns: [{ name: 'id', type: 'text' }], rows: null },
];

function Form({ config }: { config: Record<string, unknown> }) {
  const [node, setNode] = useState<FlowNode>({
    id: 'read',
    type: 'query-data',
    name: 'Read',
    position: { x: 0, y: 0 },
    config: { source: 'demo-shop', sql: '', parameters: {}, mostRows: 100, ...config },
  });
  const value: InspectorContextValue = {
    flowId: 'flow_1',
    ingressUrl: null,
    node,
    readOnly: false,
    scopeKey: scope,
    offers: [],
    evaluate: (stored) => evaluatePreview(stored, scope),
    setPickTarget: () => {},
    pickTarget: { current: undefined },
  };
  return (
    <MantineProvider env="test">
      <QueryClientProvider client={queryClient}>
        <InspectorContext value={value}>
          <NodeForm
            node={node}
            issues={[]}
            onConfig={(name, next) => setNode({ ...node, config: { ...node.config, [name]: next } })}
          />
        </InspectorContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function draw(config: Record<string, unknown>, answers: Answers = {}) {
  const calls = answerCalls({
    'dataSource.list': () => ({ data: [], next: null }),
    'dataSource.tables': () => ({ tables }),
    ...answers,
  });
  render(<Form config={config} />);
  return calls;
}
const query = () => screen.getByLabelText<HTMLTextAreaElement>('Query');

describe('the query of a step', () => {
  it('takes names of tables and columns at the caret, quoted where SQL wants it', async () => {
    draw({});
    await userEvent.type(query(), 'select');
    await userEvent.click(await screen.findByRole('button', { name: 'id' }));
    await userEvent.type(query(), ' from');
    await userEvent.click(screen.getByRole('button', { name: 'order' }));
    expect(query().value).toBe('select id from "order"');
  });

  it('is tried with the values of the current sample and shows its rows', async () => {
    const rows = [{ on_hand: 120, note: null }];
    const { asked } = draw(
      {
        sql: 'select on_hand, note from stock where sku = :sku and 1 = :none',
        parameters: { sku: '{{ trigger.order.sku }}', none: '{{ trigger.order.none }}' },
      },
      { 'dataSource.try': () => ({ columns: ['on_hand', 'note'], rows, truncated: true }) },
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try the query' }));
    const result = await screen.findByRole('region', { name: 'Result of the query' });
    expect(within(result).getByRole('status').textContent).toBe('1 row, and more');
    expect(within(result).getByText('120')).toBeTruthy();
    expect(asked.find(({ name }) => name === 'dataSource.try')?.input).toMatchObject({
      source: 'demo-shop',
      parameters: { sku: 'MUG-04', none: null },
    });
    await userEvent.type(query(), ' ');
    expect(screen.queryByRole('region', { name: 'Result of the query' })).toBeNull();
  });

  it('shows why it cannot be tried', async () => {
    const message = 'There is no table "stok". This data source has order, stock.';
    draw(
      { sql: 'select * from stok' },
      {
        'dataSource.try': () => {
          throw new Refused('invalid_input', message);
        },
      },
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try the query' }));
    expect((await screen.findByRole('alert')).textContent).toBe(message);
  });

  it('is not tried without a data source', () => {
    draw({ source: '', sql: 'select 1' });
    expect(screen.getByRole('button', { name: 'Try the query' })).toHaveProperty('disabled', true);
  });
});

describe('the data source of a step', () => {
  it('that was deleted asks for another one', async () => {
    draw({ source: 'dsr_01h455vb4pex5vsknk084sn02q' });
    expect(await screen.findByText(/was deleted. Choose another one/)).toBeTruthy();
  });
});
