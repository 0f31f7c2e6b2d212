import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { type AnyNodeDefinition, defineNode } from '@sista/shared/node/define-node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { advanceRun, type StepState } from './advance-run.ts';
import { compileVersion } from './compile-version.ts';

const plain = (type: string, trigger = false): AnyNodeDefinition =>
  defineNode({
    type,
    title: type,
    summary: '',
    category: 'decide',
    icon: 'Box',
    config: z.object({}),
    initial: {},
    summarise: () => '',
    ...(trigger ? { trigger: { kind: 'webhook', ingress: true } as const } : {}),
  });
const definitions = { start: plain('start', true), work: plain('work') };

/** `start -> a`, `a:yes -> b`: one edge a word, the port after the colon. */
function plan(...edges: string[]) {
  const ids = new Set(edges.flatMap((edge) => edge.split(' -> ').map((end) => end.split(':')[0] as string)));
  const document: FlowDocument = {
    schema: 'sista.flow/1',
    name: 'test',
    nodes: [...ids].map((id) => ({
      id,
      type: id === 'start' ? 'start' : 'work',
      name: id,
      position: { x: 0, y: 0 },
      config: {},
    })),
    edges: edges.map((edge, index) => {
      const [from, target] = edge.split(' -> ') as [string, string];
      const [source, sourcePort] = from.split(':') as [string, string?];
      return { id: `e${index}`, source, ...(sourcePort ? { sourcePort } : {}), target };
    }),
  };
  return compileVersion('v', document, definitions);
}
const left = (nodeId: string, port = 'out'): StepState => ({ nodeId, status: 'succeeded', port });

describe('advanceRun', () => {
  it('starts what the trigger leads to', () => {
    expect(advanceRun(plan('start -> a', 'a -> b'), [])).toMatchObject({ start: ['a'], park: false });
  });

  it('starts all targets of a port together', () => {
    expect(advanceRun(plan('start -> a', 'start -> b'), []).start).toEqual(['a', 'b']);
  });

  it('skips the branch that was not taken and everything only it leads to', () => {
    const flow = plan('start -> a', 'a:yes -> b', 'a:no -> c', 'c -> d', 'b -> e', 'd -> e');
    const advance = advanceRun(flow, [left('a', 'yes'), left('b')]);
    expect(advance.start).toEqual(['e']);
    expect(advance.nodes.get('c')).toBe('skipped');
    expect(advance.nodes.get('d')).toBe('skipped');
  });

  it('joins two paths once: the node waits until no edge into it is open', () => {
    const flow = plan('start -> a', 'start -> b', 'a -> c', 'b -> c');
    expect(advanceRun(flow, [left('a'), { nodeId: 'b', status: 'running', port: null }])).toMatchObject({
      start: [],
      park: false,
    });
    expect(advanceRun(flow, [left('a'), left('b')]).start).toEqual(['c']);
  });

  it('succeeds when nothing is left to do', () => {
    expect(advanceRun(plan('start -> a'), [left('a')]).end).toBe('succeeded');
  });

  it('succeeds when a filter lets nothing through', () => {
    expect(advanceRun(plan('start -> a', 'a -> b'), [left('a', 'filtered')]).end).toBe('succeeded');
  });

  it('fails at a failure that nothing handles, also while another step is executing', () => {
    const flow = plan('start -> a', 'start -> b');
    const steps: StepState[] = [
      { nodeId: 'a', status: 'failed', port: null },
      { nodeId: 'b', status: 'running', port: null },
    ];
    expect(advanceRun(flow, steps)).toMatchObject({ start: [], end: 'failed' });
  });

  it('goes on by the error port of a handled failure', () => {
    const flow = plan('start -> a', 'a -> b', 'a:error -> c');
    expect(advanceRun(flow, [{ nodeId: 'a', status: 'failed', port: 'error' }]).start).toEqual(['c']);
  });

  it('parks when all that is left waits', () => {
    expect(
      advanceRun(plan('start -> a', 'a -> b'), [{ nodeId: 'a', status: 'waiting', port: null }]),
    ).toMatchObject({
      start: [],
      park: true,
    });
  });

  it('does not park while a step executes beside one that waits', () => {
    const steps: StepState[] = [
      { nodeId: 'a', status: 'waiting', port: null },
      { nodeId: 'b', status: 'running', port: null },
    ];
    expect(advanceRun(plan('start -> a', 'start -> b'), steps).park).toBe(false);
  });

  it('ends the whole run at a stop node, whatever else could start', () => {
    const flow = plan('start -> a', 'start -> b', 'b -> c');
    expect(advanceRun(flow, [{ ...left('a'), ends: 'failed' }, left('b')])).toMatchObject({
      start: [],
      end: 'failed',
    });
  });
});
