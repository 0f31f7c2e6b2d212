// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { fieldsOf } from '@sista/shared/node/field';
import { nodeDefinitions } from '@sista/shared/nodes';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queryClient } from '../api/query-client.ts';
import { trpc } from '../api/trpc.ts';
import { InspectorContext, type InspectorContextValue } from './inspector-context.ts';
import { isShown, NodeForm } from './NodeForm.tsx';
import { evaluatePreview } from './preview-scope.ts';

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
  const forever = { updatedAt: Date.now() + 3_600_000 };
  queryClient.setQueryData(trpc.credential.list.queryKey({ limit: 200 }), { data: [], next: null }, forever);
  const employee = { id: 'emp_1', name: 'Mira', status: 'active' };
  queryClient.setQueryData(
    trpc.employee.list.queryKey({ limit: 200 }),
    { data: [employee], next: null } as never,
    forever,
  );
  queryClient.setQueryData(trpc.dataSource.list.queryKey({ limit: 200 }), { data: [], next: null }, forever);
  queryClient.setQueryData(trpc.bin.list.queryKey(), { data: [], next: null }, forever);
});
afterEach(cleanup);

const scope = {
  trigger: { order: { total: 184 } },
  steps: {},
  vars: {},
  run: { id: 'run_1', mode: 'test' as const },
  now: '2026-11-23T09:00:00.000Z',
};

function Form({ start }: { start: FlowNode }) {
  const [node, setNode] = useState(start);
  const value: InspectorContextValue = {
    flowId: 'flow_1',
    ingressUrl: null,
    node,
    readOnly: false,
    scopeKey: scope,
    offers: [{ path: 'trigger.order.total', from: 'New order', value: 184 }],
    evaluate: (stored) => evaluatePreview(stored, scope),
    setPickTarget: () => {},
    pickTarget: { current: undefined },
  };
  return (
    <MantineProvider>
      <QueryClientProvider client={queryClient}>
        <InspectorContext value={value}>
          <NodeForm
            node={node}
            issues={[]}
            onConfig={(field, next) => setNode({ ...node, config: { ...node.config, [field]: next } })}
          />
        </InspectorContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function nodeOf(type: string): FlowNode {
  const config = structuredClone(nodeDefinitions[type]?.initial ?? {});
  return { id: 'step', type, name: 'Step', position: { x: 0, y: 0 }, config };
}

describe('the form of a node', () => {
  it.each(Object.keys(nodeDefinitions))(
    'of the type %s has a control with a label for every field that is shown',
    (type) => {
      const node = nodeOf(type);
      const { container } = render(<Form start={node} />);
      const fields = fieldsOf(nodeDefinitions[type]?.config as never);
      for (const field of fields.filter((each) => isShown(each, fields, node.config))) {
        const row = container.querySelector<HTMLElement>(`[data-field="${field.name}"]`);
        expect(row, field.name).not.toBeNull();
        if (row) expect(within(row).getByText(field.meta.label)).toBeTruthy();
      }
    },
  );

  it('offers data after two braces and shows the value below the field', async () => {
    const user = userEvent.setup();
    render(<Form start={nodeOf('filter')} />);
    const field = screen.getByLabelText('Go on when');
    await user.type(field, '{{{{ tot');
    await user.keyboard('{Enter}');
    expect((field as HTMLTextAreaElement).value).toBe('{{ trigger.order.total }}');
    const value = await screen.findByLabelText('Go on when in the current sample');
    expect(value.textContent).toContain('184');
  });

  it('builds a condition from three parts', async () => {
    const user = userEvent.setup();
    render(<Form start={nodeOf('branch')} />);
    await user.type(screen.getByLabelText('Value that decides about yes'), '{{{{ trigger.order.total }}');
    await user.type(screen.getByLabelText('Compared with, for yes'), '100');
    await user.click(screen.getByRole('button', { name: 'Write it as an expression' }));
    expect((screen.getByLabelText('When yes is taken') as HTMLTextAreaElement).value).toBe(
      '{{ trigger.order.total > 100 }}',
    );
  });
});
