import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { applyOps } from '@sista/shared/flow/flow-operations';
import { describe, expect, it } from 'vitest';
import { addStep, connect, removeSteps } from './commands.ts';

const node = (id: string, type: string, x: number, config: Record<string, unknown> = {}) => ({
  id,
  type,
  name: id,
  position: { x, y: 0 },
  config,
});
const document: FlowDocument = {
  schema: 'sista.flow/1',
  name: 'Orders',
  nodes: [
    node('order', 'trigger-order', 0),
    node('large', 'branch', 280, { conditions: [{ port: 'yes', when: '' }], otherwise: 'no' }),
    node('tell', 'send-webhook', 560),
  ],
  edges: [
    { id: 'e1', source: 'order', target: 'large' },
    { id: 'e2', source: 'large', sourcePort: 'yes', target: 'tell' },
  ],
};

describe('connecting', () => {
  it('says why a connection cannot be made', () => {
    const tries = [
      ['tell', 'out', 'large'],
      ['tell', 'out', 'order'],
      ['large', 'yes', 'tell'],
      ['tell', 'out', 'tell'],
    ] as const;
    const answers = tries.map(([source, port, target]) => connect(document, { source, port, target }));
    expect(answers).toEqual([
      'That would be a circle: large already leads to tell. To repeat steps, use For each.',
      'A trigger starts the flow, so nothing can lead into it.',
      'These two are already connected.',
      'A step cannot lead to itself.',
    ]);
  });

  it('connects a free way out', () => {
    const command = connect(document, { source: 'large', port: 'no', target: 'tell' });
    expect(command).toMatchObject({
      ops: [{ op: 'connect', edge: { source: 'large', sourcePort: 'no', target: 'tell' } }],
    });
  });
});

describe('adding', () => {
  it('puts a step into an edge and moves what comes after out of its way', () => {
    const { ops, nodeId } = addStep(document, 'set-values', { edge: 'e2' });
    const after = applyOps(document, ops).document;
    const leads = after.edges.map((edge) => `${edge.source} ${edge.target}`);
    expect(leads).toEqual(['order large', `large ${nodeId}`, `${nodeId} tell`]);
    const [added, tell] = [nodeId, 'tell'].map(
      (id) => after.nodes.find((candidate) => candidate.id === id)?.position.x ?? 0,
    );
    expect(tell).toBeGreaterThanOrEqual((added ?? 0) + 240);
  });

  it('connects a step behind the port that was asked for', () => {
    const { ops, nodeId } = addStep(document, 'filter', { after: { nodeId: 'large', port: 'no' } });
    expect(applyOps(document, ops).document.edges.at(-1)).toMatchObject({
      source: 'large',
      sourcePort: 'no',
      target: nodeId,
    });
  });
});

it('bridges the gap that a removed step leaves', () => {
  const { ops, bridged } = removeSteps(document, ['large']);
  expect(bridged).toBe(true);
  expect(applyOps(document, ops).document.edges).toMatchObject([{ source: 'order', target: 'tell' }]);
});
