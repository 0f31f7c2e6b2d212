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
const definitions = {
  start: plain('start', true),
  work: plain('work'),
  'for-each': plain('for-each'),
};

/** `start -> a`, `a:yes -> b`: one edge a word, the port after the colon. */
function plan(...edges: string[]) {
  const ids = new Set(edges.flatMap((edge) => edge.split(' -> ').map((end) => end.split(':')[0] as string)));
  const document: FlowDocument = {
    schema: 'sista.flow/1',
    name: 'test',
    nodes: [...ids].map((id) => ({
      id,
      type: id === 'start' ? 'start' : id.startsWith('loop') ? 'for-each' : 'work',
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
const left = (nodeId: string, port = 'out'): StepState => ({ nodeId, path: '', status: 'succeeded', port });

/** Places as `node` or `node@item`. */
const look = (flow: ReturnType<typeof plan>, steps: readonly StepState[]) => {
  const advance = advanceRun(flow, steps);
  const start = advance.start.map(({ nodeId, path }) => (path === '' ? nodeId : `${nodeId}@${path}`));
  return { ...advance, start };
};

describe('advanceRun', () => {
  it('starts what the trigger leads to', () => {
    expect(look(plan('start -> a', 'a -> b'), [])).toMatchObject({ start: ['a'], park: false });
  });

  it('starts all targets of a port together', () => {
    expect(look(plan('start -> a', 'start -> b'), []).start).toEqual(['a', 'b']);
  });

  it('skips the branch that was not taken and everything only it leads to', () => {
    const flow = plan('start -> a', 'a:yes -> b', 'a:no -> c', 'c -> d', 'b -> e', 'd -> e');
    const advance = look(flow, [left('a', 'yes'), left('b')]);
    expect(advance.start).toEqual(['e']);
    expect(advance.nodes.get('c')).toBe('skipped');
    expect(advance.nodes.get('d')).toBe('skipped');
  });

  it('joins two paths once: the node waits until no edge into it is open', () => {
    const flow = plan('start -> a', 'start -> b', 'a -> c', 'b -> c');
    expect(look(flow, [left('a'), { nodeId: 'b', path: '', status: 'running', port: null }])).toMatchObject({
      start: [],
      park: false,
    });
    expect(look(flow, [left('a'), left('b')]).start).toEqual(['c']);
  });

  it('succeeds when nothing is left to do', () => {
    expect(look(plan('start -> a'), [left('a')]).end).toBe('succeeded');
  });

  it('succeeds when a filter lets nothing through', () => {
    expect(look(plan('start -> a', 'a -> b'), [left('a', 'filtered')]).end).toBe('succeeded');
  });

  it('fails at a failure that nothing handles, also while another step is executing', () => {
    const flow = plan('start -> a', 'start -> b');
    const steps: StepState[] = [
      { nodeId: 'a', path: '', status: 'failed', port: null },
      { nodeId: 'b', path: '', status: 'running', port: null },
    ];
    expect(look(flow, steps)).toMatchObject({ start: [], end: 'failed' });
  });

  it('goes on by the error port of a handled failure', () => {
    const flow = plan('start -> a', 'a -> b', 'a:error -> c');
    expect(look(flow, [{ nodeId: 'a', path: '', status: 'failed', port: 'error' }]).start).toEqual(['c']);
  });

  it('parks when all that is left waits', () => {
    expect(
      look(plan('start -> a', 'a -> b'), [{ nodeId: 'a', path: '', status: 'waiting', port: null }]),
    ).toMatchObject({
      start: [],
      park: true,
    });
  });

  it('does not park while a step executes beside one that waits', () => {
    const steps: StepState[] = [
      { nodeId: 'a', path: '', status: 'waiting', port: null },
      { nodeId: 'b', path: '', status: 'running', port: null },
    ];
    expect(look(plan('start -> a', 'start -> b'), steps).park).toBe(false);
  });

  it('ends the whole run at a stop node, whatever else could start', () => {
    const flow = plan('start -> a', 'start -> b', 'b -> c');
    expect(look(flow, [{ ...left('a'), ends: 'failed' }, left('b')])).toMatchObject({
      start: [],
      end: 'failed',
    });
  });

  const body = plan('start -> loop', 'loop:each -> a', 'a -> b', 'loop -> end');
  const under = (count: number, more: object = {}): StepState => ({
    nodeId: 'loop',
    path: '',
    status: 'waiting',
    port: null,
    loop: { count, atOnce: 1, onItemError: 'stop', ...more },
  });
  const at = (path: string, nodeId: string, more: object = {}): StepState => ({
    ...left(nodeId),
    path,
    ...more,
  });

  it('runs the body of a loop once for each item, in order', () => {
    expect(look(body, []).start).toEqual(['loop']);
    expect(look(body, [under(2)]).start).toEqual(['a@0']);
    expect(look(body, [under(2), at('0', 'a')]).start).toEqual(['b@0']);
    const second = look(body, [under(2), at('0', 'a'), at('0', 'b')]);
    expect(second.items).toEqual([{ loopId: 'loop', index: 0, failed: false }]);
    expect(second.start).toEqual(['a@1']);
  });

  it('ends a loop when all items are over, and at once when there are none', () => {
    const items = ['0', '1'].flatMap((path) => [at(path, 'a'), at(path, 'b')]);
    expect(look(body, [under(2), ...items]).loops).toEqual([{ nodeId: 'loop', failed: false }]);
    expect(look(body, [under(0)]).loops).toEqual([{ nodeId: 'loop', failed: false }]);
    expect(look(body, [left('loop')]).start).toEqual(['end']);
  });

  it('has as many items in progress as the loop says', () => {
    expect(look(body, [under(5, { atOnce: 3 })]).start).toEqual(['a@0', 'a@1', 'a@2']);
  });

  it('begins an item again that had begun without a row', () => {
    const steps = [under(3, { atOnce: 2 }), at('1', 'a', { status: 'running', port: null })];
    expect(look(body, steps).start).toEqual(['a@0']);
  });

  it('stops a loop at its first failed item, or collects it and goes on', () => {
    const bad = at('0', 'a', { status: 'failed', port: null });
    expect(look(body, [under(3), bad])).toMatchObject({
      start: [],
      loops: [{ nodeId: 'loop', failed: true }],
    });
    const collected = look(body, [under(3, { onItemError: 'collect' }), bad]);
    expect(collected.items).toEqual([{ loopId: 'loop', index: 0, failed: true }]);
    expect(collected.start).toEqual(['a@1']);
  });

  it('parks while the items of a loop wait', () => {
    expect(look(body, [under(1), at('0', 'a', { status: 'waiting', port: null })])).toMatchObject({
      start: [],
      park: true,
      loops: [],
    });
  });
});
