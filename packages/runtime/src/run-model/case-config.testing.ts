import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { portOf } from '@sista/shared/flow/flow.schema';
import type { Dress } from './any-case.testing.ts';

/** The config of a node, by what was drawn for it. Expressions name only steps that are over by then. */
export function configOf(
  origin: string,
  document: FlowDocument,
  node: FlowNode,
  own: Dress,
): Record<string, unknown> {
  const loop = loopAround(document, node.id);
  const [one, two] = own.refs;
  const known = numbersFor(document, node.id, loop);
  const sum = `{{ ${known[one % known.length]} + ${own.plus} }}`;
  const test = `{{ (${known[two % known.length]} + ${own.plus}) % 3 > 0 }}`;
  switch (node.type) {
    case 'set-values':
      return { values: { v: sum, ...copyOf(document, node.id, two) } };
    case 'branch':
      return { conditions: [{ port: 'yes', when: test }], otherwise: 'no' };
    case 'filter':
      return { when: test };
    case 'delay':
      return { mode: 'for', amount: own.seconds, unit: 'seconds' };
    case 'wait-for-callback':
      return { expiresAfterSeconds: 100 };
    case 'stop':
      return { status: own.status, message: 'Enough', output: { v: sum } };
    case 'http-request': {
      const url = `${origin}/{{ trigger.body.key }}/${node.id}/${loop ? '{{ index }}' : ''}`;
      if (own.method === 'GET') return { method: 'GET', url };
      const { method, honoursKeys } = own;
      return { method, url, body: 'json', json: { v: sum }, honoursKeys };
    }
    case 'for-each': {
      const inside = numbersFor(document, node.id, node.id);
      const result = own.hasResult ? { result: `{{ ${inside[two % inside.length]} + index }}` } : {};
      const { concurrency, onItemError } = own;
      return { items: own.list, concurrency, onItemError, ...result };
    }
    default:
      return {};
  }
}

/** A whole output or an error's code of a step before this one. */
function copyOf(document: FlowDocument, nodeId: string, pick: number): Record<string, string> {
  const before = [...stepsBefore(document, nodeId)];
  const source = before[pick % before.length];
  if (source === undefined || pick % 3 > 0) return {};
  return { copy: `{{ steps.${source}.output }}`, code: `{{ steps.${source}.error.code }}` };
}

/** Expressions that give a number where they give anything, each over by the time they are read. */
function numbersFor(document: FlowDocument, nodeId: string, loop: string | undefined): string[] {
  const before = stepsBefore(document, nodeId);
  // When a loop makes the result of an item, all steps of its body are over.
  const body = loop === nodeId ? bodyOf(document, nodeId) : new Set<string>();
  const places: Record<string, string> = {
    'set-values': 'output.v',
    'http-request': 'output.body.n',
    'wait-for-callback': 'output.body.n',
    delay: 'output.waitedMs',
    'for-each': 'output.count',
  };
  const steps = document.nodes.flatMap(({ id, type }) => {
    const place = places[type];
    return place !== undefined && (before.has(id) || body.has(id)) ? [`steps.${id}.${place}`] : [];
  });
  return [
    ...steps,
    ...steps,
    ...['trigger.body.n', 'trigger.body.n', 'trigger.body.n', 'trigger.body.n'],
    'trigger.body.nothing',
    ...(loop ? ['item', 'item', 'index', 'index'] : ['trigger.body.missing', 'trigger.body.n']),
  ];
}

function bodyOf(document: FlowDocument, loopId: string): Set<string> {
  const body = new Set<string>();
  const follow = (id: string, port?: string): void => {
    for (const edge of document.edges)
      if (edge.source === id && (port === undefined || portOf(edge) === port) && !body.has(edge.target)) {
        body.add(edge.target);
        follow(edge.target);
      }
  };
  follow(loopId, 'each');
  return body;
}

const loopAround = (document: FlowDocument, nodeId: string) =>
  document.nodes.find(({ id, type }) => type === 'for-each' && bodyOf(document, id).has(nodeId))?.id;

/** All that leads here; a loop is not over while its body runs. */
function stepsBefore(document: FlowDocument, nodeId: string): Set<string> {
  const found = new Set<string>();
  const follow = (id: string): void => {
    for (const { source, target } of document.edges)
      if (target === id && !found.has(source)) {
        found.add(source);
        follow(source);
      }
  };
  follow(nodeId);
  const loop = loopAround(document, nodeId);
  if (loop) found.delete(loop);
  found.delete(document.nodes[0]?.id ?? '');
  return found;
}
