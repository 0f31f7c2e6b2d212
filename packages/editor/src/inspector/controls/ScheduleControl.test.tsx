// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InspectorContext, type InspectorContextValue } from '../inspector-context.ts';
import { NodeForm } from '../NodeForm.tsx';

beforeAll(() => {
  // jsdom draws nothing, so it has no media queries, no sizes and nothing to scroll.
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
  Element.prototype.scrollIntoView = () => {};
});
afterEach(cleanup);

function Form({ config, readOnly = false }: { config: Record<string, unknown>; readOnly?: boolean }) {
  const [node, setNode] = useState<FlowNode>({
    id: 'start',
    type: 'trigger-schedule',
    name: 'Start',
    position: { x: 0, y: 0 },
    config: { ...(nodeDefinitions['trigger-schedule']?.initial as object), ...config },
  });
  const value: InspectorContextValue = {
    flowId: 'flow_1',
    ingressUrl: null,
    node,
    readOnly,
    scopeKey: undefined,
    offers: [],
    evaluate: async () => undefined as never,
    setPickTarget: () => {},
    pickTarget: { current: undefined },
  };
  return (
    <MantineProvider env="test">
      <InspectorContext value={value}>
        <NodeForm
          node={node}
          issues={[]}
          onConfig={(field, next) => setNode({ ...node, config: { ...node.config, [field]: next } })}
        />
      </InspectorContext>
    </MantineProvider>
  );
}

const times = (zone: string) =>
  within(screen.getByRole('list', { name: `Next times in ${zone}` }))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);

describe('the form of a schedule', () => {
  it('starts from a suggestion and says in words and times what it means', async () => {
    const user = userEvent.setup();
    render(<Form config={{ cron: '' }} />);
    await user.click(screen.getByRole('button', { name: 'Mondays' }));
    expect((screen.getByLabelText('When') as HTMLInputElement).value).toBe('0 9 * * 1');
    expect(screen.getByRole('status').textContent).toBe('At 09:00, only on Monday.');
    expect(times('UTC')).toHaveLength(5);
    for (const time of times('UTC')) expect(time).toMatch(/^Mon .* 09:00$/);
    expect(screen.getByRole('button', { name: 'Mondays' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('says what is wrong while it is typed, and shows no times', async () => {
    const user = userEvent.setup();
    render(<Form config={{}} />);
    const field = screen.getByLabelText('When');
    await user.clear(field);
    await user.type(field, '0 25 * * *');
    expect(screen.getByText(/"25" cannot be read as the hour/)).toBeTruthy();
    expect(screen.queryByRole('list')).toBeNull();
  });

  it('shows the times on the clocks of the chosen zone', async () => {
    const user = userEvent.setup();
    render(<Form config={{ cron: '30 7 * * *' }} />);
    const zone = screen.getByRole('combobox', { name: 'Time zone' });
    await user.clear(zone);
    await user.type(zone, 'Lord_Howe');
    await user.click(screen.getByRole('option', { name: 'Australia/Lord_Howe' }));
    for (const time of times('Australia/Lord_Howe')) expect(time).toMatch(/ 07:30$/);
  });

  it('cannot be changed where the flow is only looked at', () => {
    render(<Form config={{}} readOnly />);
    expect((screen.getByLabelText('When') as HTMLInputElement).readOnly).toBe(true);
    expect((screen.getByRole('button', { name: 'Workdays' }) as HTMLButtonElement).disabled).toBe(true);
  });
});
