import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { LiveMessage, LiveStep } from '@sista/shared/live-message';
import { describe, expect, it } from 'vitest';
import { edgeLookOf } from './edge-look.ts';
import { applyMessages, createRunOverlay, lookAt } from './run-overlay.ts';

const step = (seq: number, nodeId: string, more: Partial<LiveStep> = {}): LiveMessage => ({
  type: 'step',
  runId: 'run_1',
  flowId: 'flow_1',
  step: {
    seq,
    nodeId,
    path: '',
    status: 'succeeded',
    port: 'out',
    attempt: 1,
    startedAt: '2026-11-23T09:00:00.000Z',
    endedAt: '2026-11-23T09:00:01.000Z',
    waitingFor: null,
    sandbox: false,
    error: null,
    ...more,
  },
});
const running = { status: 'running', port: null, endedAt: null } as const;
const node = (id: string) => ({ id, type: 'set-values', name: id, position: { x: 0, y: 0 }, config: {} });
const document: FlowDocument = {
  schema: 'sista.flow/1',
  name: 'Branch',
  nodes: [node('large'), node('review'), node('skip')],
  edges: [
    { id: 'yes', source: 'large', sourcePort: 'yes', target: 'review' },
    { id: 'no', source: 'large', sourcePort: 'no', target: 'skip' },
  ],
};
const fresh = createRunOverlay('run_1').getState();

it('shows the way that was taken, and which edge is active', () => {
  const run = applyMessages(fresh, [step(1, 'large', { port: 'yes' }), step(2, 'review', running)]);
  expect(edgeLookOf(document, run, 'yes')).toBe('active');
  expect(edgeLookOf(document, run, 'no')).toBeUndefined();
  const ended = applyMessages(run, [step(2, 'review')]);
  expect(edgeLookOf(document, ended, 'yes')).toBe('taken');
});

it('never lets a late message take back the end of a step', () => {
  const run = applyMessages(fresh, [
    step(2, 'review'),
    step(2, 'review', running),
    step(1, 'review', { status: 'failed' }),
  ]);
  expect(run.steps.get('review')).toMatchObject({ seq: 2, status: 'succeeded' });
});

it('ignores the messages of other runs', () => {
  const other = { ...step(1, 'large'), runId: 'run_2' } as LiveMessage;
  expect(applyMessages(fresh, [other])).toBe(fresh);
});

describe('inside a loop', () => {
  const looped: FlowDocument = {
    schema: 'sista.flow/1',
    name: 'Each line',
    nodes: [
      { ...node('lines'), type: 'for-each' },
      node('large'),
      node('review'),
      node('skip'),
      node('after'),
    ],
    edges: [
      { id: 'each', source: 'lines', sourcePort: 'each', target: 'large' },
      { id: 'out', source: 'lines', target: 'after' },
      ...document.edges,
    ],
  };
  const item = (seq: number, nodeId: string, path: string, more: Partial<LiveStep> = {}) =>
    step(seq, nodeId, { path, ...more });
  const run = applyMessages(fresh, [
    step(1, 'lines', { ...running, status: 'waiting', waitingFor: 'items' }),
    item(2, 'large', '0', { port: 'yes' }),
    item(3, 'review', '0', { status: 'failed', port: null }),
    item(4, 'large', '1', { port: 'no' }),
    item(5, 'skip', '1', running),
    item(6, 'large', '2', { port: 'yes' }),
  ]);

  it('counts how its items stand at each node', () => {
    expect(run.items.get('large')?.tally).toMatchObject({ succeeded: 3, failed: 0, open: 0 });
    expect(run.items.get('review')?.tally).toMatchObject({ succeeded: 0, failed: 1 });
    expect(run.items.get('skip')?.tally).toMatchObject({ open: 1 });
    expect(run.items.has('lines')).toBe(false);
  });

  it('shows every way that any item took, and the way into the body while the loop goes on', () => {
    const looks = looped.edges.map(({ id }) => [id, edgeLookOf(looped, run, id)]);
    expect(Object.fromEntries(looks)).toEqual({
      each: 'active',
      out: undefined,
      yes: 'taken',
      no: 'active',
    });
  });

  it('shows the way of the chosen item alone', () => {
    const body = new Set(['large', 'review', 'skip']);
    const one = { ...run, item: { loopId: 'lines', path: '0', body } };
    expect(lookAt(one, 'review')).toMatchObject({ seq: 3, status: 'failed' });
    expect(lookAt(one, 'skip')).toBeUndefined();
    expect([edgeLookOf(looped, one, 'yes'), edgeLookOf(looped, one, 'no')]).toEqual(['taken', undefined]);
  });
});
