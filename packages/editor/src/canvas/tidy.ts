import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { portOf } from '@sista/shared/flow/flow.schema';
import { nodeById } from '@sista/shared/flow/flow-graph';
import type { Position } from '@sista/shared/flow/flow-operations';
import { snap } from '@sista/shared/flow/place-node';
import { geometryOf } from './card-geometry.ts';

const layout = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.spacing.nodeNode': '40',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
};

/**
 * Places for all cards, from left to right, with the order of the ports kept. The layout runs in a worker of half a
 * megabyte that is loaded the first time it is asked for. The first card stays where it is.
 */
export async function tidyPlaces(document: FlowDocument): Promise<Record<string, Position>> {
  const { default: Elk } = await import('elkjs/lib/elk-api.js');
  const elk = new Elk({
    workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)),
  });
  try {
    const placed = await elk.layout(graphForElk(document));
    return shifted(document, placed.children ?? []);
  } finally {
    elk.terminateWorker();
  }
}

function graphForElk(document: FlowDocument) {
  const known = document.edges.filter(
    (edge) => nodeById(document, edge.source) && nodeById(document, edge.target),
  );
  return {
    id: 'flow',
    layoutOptions: layout,
    children: document.nodes.map((node) => {
      const { width, height, outputs, input } = geometryOf(node);
      const ports = outputs.map((port, place) => ({
        id: `${node.id} ${port.name}`,
        x: width,
        y: port.y,
        layoutOptions: { 'elk.port.side': 'EAST', 'elk.port.index': String(place) },
      }));
      if (input)
        ports.push({
          id: `${node.id} in`,
          x: 0,
          y: input.y,
          layoutOptions: { 'elk.port.side': 'WEST', 'elk.port.index': '0' },
        });
      return { id: node.id, width, height, ports, layoutOptions: { 'elk.portConstraints': 'FIXED_POS' } };
    }),
    edges: known.map((edge) => ({
      id: edge.id,
      sources: [
        geometryHasPort(document, edge.source, portOf(edge)) ? `${edge.source} ${portOf(edge)}` : edge.source,
      ],
      targets: [`${edge.target} in`],
    })),
  };
}

// An edge may still name a port that its node has lost; the layout then takes the card itself.
function geometryHasPort(document: FlowDocument, id: string, port: string): boolean {
  const node = nodeById(document, id);
  return node !== undefined && geometryOf(node).outputs.some((output) => output.name === port);
}

function shifted(
  document: FlowDocument,
  children: readonly { id: string; x?: number; y?: number }[],
): Record<string, Position> {
  const first = document.nodes[0];
  const placed = children.find((child) => child.id === first?.id);
  const dx = (first?.position.x ?? 0) - (placed?.x ?? 0);
  const dy = (first?.position.y ?? 0) - (placed?.y ?? 0);
  return Object.fromEntries(
    children.map(({ id, x = 0, y = 0 }) => [id, { x: snap(x + dx), y: snap(y + dy) }]),
  );
}
