import { z } from 'zod';
import { type AnyNodeDefinition, defineNode } from '../node/define-node.ts';
import { field } from '../node/field.ts';
import type { FlowDocument, FlowEdge, FlowNode } from './flow.schema.ts';
import type { NodeCatalogue } from './node-catalogue.ts';

const shared = { summary: 'For tests.', icon: 'Box', summarise: () => '' } as const;
const anything = z.unknown().optional();

const definitions: AnyNodeDefinition[] = [
  defineNode({
    ...shared,
    type: 'trigger-test',
    title: 'Start',
    category: 'start',
    trigger: { kind: 'manual', ingress: false },
    config: z.object({}),
    initial: {},
    outputShape: () => ({
      type: 'object',
      properties: {
        body: {},
        order: {
          type: 'object',
          properties: {
            total: { type: 'number' },
            lines: {
              type: 'array',
              items: {
                type: 'object',
                properties: { sku: { type: 'string' }, price: { type: 'number' } },
                additionalProperties: false,
              },
            },
          },
          additionalProperties: false,
        },
      },
    }),
  }),
  defineNode({
    ...shared,
    type: 'work',
    title: 'Work',
    category: 'data',
    config: z.object({
      text: field(anything, { label: 'Text', control: 'text', bindable: true }),
      count: field(z.int().min(1).max(9).optional(), { label: 'Count', control: 'number', bindable: true }),
      plain: field(z.string().optional(), { label: 'Plain', control: 'text' }),
      credential: field(z.string().optional(), {
        label: 'Key',
        control: 'credential',
        credentialTypes: ['bearer'],
      }),
      employee: field(z.string().optional(), { label: 'Employee', control: 'employee' }),
    }),
    initial: {},
    outputShape: () => ({
      type: 'object',
      properties: { decision: { type: 'string' }, reason: { type: 'string' } },
      additionalProperties: false,
    }),
  }),
  defineNode({
    ...shared,
    type: 'fork',
    title: 'Fork',
    category: 'decide',
    ports: () => [
      { name: 'yes', label: 'yes' },
      { name: 'no', label: 'no' },
    ],
    config: z.object({ when: field(anything, { label: 'When', control: 'expression', bindable: true }) }),
    initial: {},
  }),
  defineNode({
    ...shared,
    type: 'sieve',
    title: 'Sieve',
    category: 'decide',
    config: z.object({}),
    initial: {},
  }),
  defineNode({
    ...shared,
    type: 'for-each',
    title: 'For each',
    category: 'wait',
    ports: () => [
      { name: 'each', label: 'each item' },
      { name: 'out', label: 'when all are done' },
    ],
    config: z.object({
      items: field(anything, { label: 'Items', control: 'expression', bindable: true }),
      result: field(z.string().optional(), {
        label: 'Result',
        control: 'expression',
        bindable: true,
        resolve: false,
        perItem: true,
      }),
    }),
    initial: {},
  }),
  defineNode({
    ...shared,
    type: 'merge',
    title: 'Merge',
    category: 'decide',
    config: z.object({}),
    initial: {},
  }),
  defineNode({
    ...shared,
    type: 'wait-for-callback',
    title: 'Wait',
    category: 'wait',
    config: z.object({}),
    initial: {},
  }),
];

/** A few small node types: a trigger, a step, a decision with two ways, a filter, a loop, a merge, a wait. */
export const testCatalogue: NodeCatalogue = new Map(
  definitions.map((definition) => [definition.type, definition]),
);

type Drawn = Partial<Omit<FlowNode, 'id' | 'config'>> & { config?: Record<string, unknown> };

/**
 * `drawFlow('start > a, a.yes > b', { a: { type: 'fork' } })`. A node that is only named is `work`, `start` the
 * trigger; a node's name is its id in capitals.
 */
export function drawFlow(edges: string, nodes: Record<string, Drawn> = {}): FlowDocument {
  const drawn: FlowEdge[] = edges
    .split(',')
    .map((edge) => edge.trim())
    .filter((edge) => edge.includes('>'))
    .map((edge, at) => {
      const [from = '', target = ''] = edge.split('>').map((end) => end.trim());
      const [source = '', sourcePort] = from.split('.');
      return { id: `e${at + 1}`, source, target, ...(sourcePort ? { sourcePort } : {}) };
    });
  const ids = new Set([...drawn.flatMap(({ source, target }) => [source, target]), ...Object.keys(nodes)]);
  return {
    schema: 'sista.flow/1',
    name: 'Drawn',
    nodes: [...ids].map((id, at) => ({
      id,
      type: id === 'start' ? 'trigger-test' : 'work',
      name: id.toUpperCase(),
      position: { x: at * 280, y: 0 },
      config: {},
      ...nodes[id],
    })),
    edges: drawn,
  };
}
