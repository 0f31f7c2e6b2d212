import { describe, expect, it } from 'vitest';
import { drawFlow } from './draw-flow.testing.ts';
import { mostDocumentCharacters, parseFlow } from './parse-flow.ts';

const flow = drawFlow('start > a, a > b');
const refused = (input: unknown) => {
  const parsed = parseFlow(input);
  return parsed.ok ? [] : parsed.issues.map(({ nodeId, path, message }) => `${nodeId} ${path}: ${message}`);
};
const withNode = (change: object) => ({ ...flow, nodes: [flow.nodes[0], { ...flow.nodes[1], ...change }] });

describe('a document from outside', () => {
  it('is read when it is a flow', () => {
    expect(parseFlow(JSON.parse(JSON.stringify(flow)))).toEqual({ ok: true, document: flow });
  });

  it('may hold issues that only publishing minds', () => {
    expect(parseFlow({ ...flow, nodes: [], edges: [] }).ok).toBe(true);
    expect(parseFlow(withNode({ type: 'no-such-type', config: { anything: [1] } })).ok).toBe(true);
  });

  it.each<[string, unknown, string[]]>([
    ['a text', 'flow', ['null : A flow is an object with schema, name, nodes and edges.']],
    ['a list', [], ['null : A flow is an object with schema, name, nodes and edges.']],
    ['nothing', {}, ['null schema: The schema of a flow is "sista.flow/1", and it is missing here.']],
    [
      'another schema',
      { schema: 'sista.flow/9' },
      ['null schema: The schema of a flow is "sista.flow/1", and this is "sista.flow/9".'],
    ],
    ['no nodes', { ...flow, nodes: undefined }, ['null nodes: Needs a list; this is nothing.']],
    ['an unknown member', { ...flow, extra: 1 }, ['null : Does not know `extra`. Remove it.']],
    ['an empty name', { ...flow, name: '' }, ['null name: This is empty. Write something.']],
    [
      'a bad id',
      withNode({ id: 'Not an id' }),
      ['Not an id id: A step id starts with a small letter and has letters, digits and _ only, at most 64.'],
    ],
    [
      'a member of a node',
      withNode({ onError: 'explode' }),
      ['a onError: Must be one of stop, continue, port.'],
    ],
    ['a time limit', withNode({ timeoutSeconds: 9_999 }), ['a timeoutSeconds: At most 1,800.']],
    [
      'a place',
      withNode({ position: { x: 'left', y: 0 } }),
      ['a position.x: Needs a number; this is a text.'],
    ],
    [
      'two steps of one id',
      { ...flow, nodes: [...flow.nodes, flow.nodes[1]] },
      ['a id: Two steps have the id `a`. An id is an address: give one of them another.'],
    ],
    [
      'two edges of one id',
      { ...flow, edges: [...flow.edges, flow.edges[0]] },
      ['null edges: Two edges have the id `e1`. Give one of them another.'],
    ],
    [
      'too many nodes',
      { ...flow, nodes: Array(2_001).fill(flow.nodes[0]) },
      ['null nodes: At most 2,000 entries.'],
    ],
  ])('is refused with a sentence: %s', (_, input, expected) => {
    expect(refused(input)).toEqual(expected);
  });

  it('is refused when it is too large, or no JSON at all', () => {
    expect(refused(withNode({ config: { text: 'x'.repeat(mostDocumentCharacters) } }))[0]).toContain(
      '4,000,000 is the most',
    );
    const circle: Record<string, unknown> = { ...flow };
    circle.self = circle;
    expect(refused(circle)[0]).toContain('not plain JSON');
  });

  it('names at most a hundred issues', () => {
    expect(refused({ ...flow, nodes: Array(500).fill({}) })).toHaveLength(100);
  });
});
