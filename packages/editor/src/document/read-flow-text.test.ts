import { describe, expect, it } from 'vitest';
import { readFlowText } from './read-flow-text.ts';

const node = { id: 'start', type: 'trigger-manual', name: 'Start', position: { x: 0, y: 0 }, config: {} };
const flow = { schema: 'sista.flow/1', name: 'Small', nodes: [node], edges: [] };

describe('reading a pasted flow', () => {
  it('gives the document', () => {
    expect(readFlowText(JSON.stringify(flow))).toMatchObject({ kind: 'flow', document: { name: 'Small' } });
    expect(readFlowText('  ')).toEqual({ kind: 'empty' });
  });

  it('says that text is no JSON, and that JSON is no flow', () => {
    expect(readFlowText('{ nodes')).toMatchObject({ kind: 'wrong', problems: [{ place: 'Text' }] });
    expect(readFlowText('{"a":1}')).toMatchObject({ kind: 'wrong', problems: [{ place: 'schema' }] });
  });

  it('names the step by its name and says what is wrong with it', () => {
    const wrong = { ...flow, nodes: [{ ...node, position: { x: 'left', y: 0 } }] };
    const read = readFlowText(JSON.stringify(wrong));
    expect(read).toMatchObject({ kind: 'wrong', problems: [{ place: 'Start · position.x' }] });
  });
});
