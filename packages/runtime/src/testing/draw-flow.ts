import { type FlowDocument, flowDocument } from '@sista/shared/flow/flow.schema';

type DrawnNode = { type: string; config?: Record<string, unknown>; [option: string]: unknown };

/** A flow for a test: nodes by id, edges as `a -> b` or `a:port -> b`. */
export function drawFlow(nodes: Record<string, DrawnNode>, ...edges: string[]): FlowDocument {
  return flowDocument.parse({
    schema: 'sista.flow/1',
    name: 'Test flow',
    nodes: Object.entries(nodes).map(([id, node], index) => ({
      id,
      name: id,
      position: { x: index * 280, y: 0 },
      config: {},
      ...node,
    })),
    edges: edges.map((edge, index) => {
      const [from, target] = edge.split(' -> ') as [string, string];
      const [source, sourcePort] = from.split(':') as [string, string?];
      return { id: `e${index}`, source, target, ...(sourcePort ? { sourcePort } : {}) };
    }),
  });
}
