import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { expect, it } from 'vitest';
import { nextCard } from './roving-focus.ts';

const at = (id: string, x: number, y: number) => ({
  id,
  type: 'set-values',
  name: id,
  position: { x, y },
  config: {},
});
const document: FlowDocument = {
  schema: 'sista.flow/1',
  name: 'Branches',
  nodes: [at('start', 0, 0), at('upper', 280, -100), at('lower', 280, 100), at('alone', 280, 400)],
  edges: [
    { id: 'e1', source: 'start', sourcePort: 'yes', target: 'upper' },
    { id: 'e2', source: 'start', sourcePort: 'no', target: 'lower' },
  ],
};

it('walks along the flow, to the neighbour branch, and else to the nearest card', () => {
  expect(nextCard(document, 'start', 'ArrowRight')).toBe('upper');
  expect(nextCard(document, 'upper', 'ArrowDown')).toBe('lower');
  expect(nextCard(document, 'lower', 'ArrowLeft')).toBe('start');
  expect(nextCard(document, 'lower', 'ArrowDown')).toBe('alone');
  expect(nextCard(document, 'upper', 'ArrowRight')).toBeUndefined();
});
