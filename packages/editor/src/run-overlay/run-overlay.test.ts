import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { LiveMessage, LiveStep } from '@sista/shared/live-message';
import { expect, it } from 'vitest';
import { applyMessages, createRunOverlay, edgeLookOf } from './run-overlay.ts';

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
  expect(edgeLookOf(document, run.steps, 'yes')).toBe('active');
  expect(edgeLookOf(document, run.steps, 'no')).toBeUndefined();
  const ended = applyMessages(run, [step(2, 'review')]);
  expect(edgeLookOf(document, ended.steps, 'yes')).toBe('taken');
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
