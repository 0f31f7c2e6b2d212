import { connectionProblem } from '@sista/shared/flow/connection-rules';
import type { Position } from '@sista/shared/flow/flow-operations';
import { cardHeight, cardWidth, snap } from '@sista/shared/flow/place-node';
import type { ReactFlowInstance, ReactFlowProps } from '@xyflow/react';
import { type DragEvent, useMemo, useRef } from 'react';
import { catalogue } from '../catalogue.ts';
import type { DocumentStore } from '../document/document-store.ts';
import type { FlowActions } from '../flow/flow-actions.ts';
import type { WorkbenchStore } from '../flow/workbench.ts';
import { dragKind } from '../palette/Palette.tsx';
import type { CanvasEdge, CanvasNode } from './canvas-mapping.ts';

type Gestures = Partial<ReactFlowProps<CanvasNode, CanvasEdge>>;
type Canvas = ReactFlowInstance<CanvasNode, CanvasEdge>;

/** What the pointer does on the canvas of an editable flow: connecting, dropping from the palette, moving. */
export function useCanvasGestures(
  store: DocumentStore,
  actions: FlowActions,
  workbench: WorkbenchStore,
): Gestures {
  const instance = useRef<Canvas>(undefined);
  return useMemo<Gestures>(
    () => ({
      onInit: (canvas) => {
        instance.current = canvas;
      },
      isValidConnection: ({ source, target, sourceHandle }) =>
        connectionProblem(store.getState().document, catalogue, {
          source,
          target,
          sourcePort: sourceHandle ?? 'out',
        }) === undefined,
      onConnect: ({ source, target, sourceHandle }) => actions.connect(source, sourceHandle ?? 'out', target),
      onConnectEnd: (event, { fromNode, fromHandle, toNode, isValid }) => {
        if (isValid || !fromNode || fromHandle?.type !== 'source') return;
        const port = fromHandle.id ?? 'out';
        const point = 'changedTouches' in event ? event.changedTouches[0] : event;
        const target = toNode?.id ?? (point && nodeAt(point.clientX, point.clientY));
        // Connecting again tells why it cannot be; the card counts as a whole, not only its port.
        if (target !== undefined) return actions.connect(fromNode.id, port, target);
        const at = point && instance.current?.screenToFlowPosition({ x: point.clientX, y: point.clientY });
        workbench.setState({
          adding: {
            after: { nodeId: fromNode.id, port },
            ...(at ? { at: besidePoint(at) } : {}),
            triggers: false,
          },
        });
      },
      onNodeDragStop: (_, __, nodes) => actions.move(placesOf(nodes)),
      onSelectionDragStop: (_, nodes) => actions.move(placesOf(nodes)),
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(dragKind)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDrop: (event: DragEvent) => {
        const type = event.dataTransfer.getData(dragKind);
        if (type === '' || !instance.current) return;
        event.preventDefault();
        const edge = edgeAt(event.clientX, event.clientY);
        const point = instance.current.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        actions.add(type, edge === undefined ? { at: aroundPoint(point) } : { edge });
      },
    }),
    [store, actions, workbench],
  );
}

const aroundPoint = ({ x, y }: Position) => ({ x: snap(x - cardWidth / 2), y: snap(y - cardHeight / 2) });
const besidePoint = ({ x, y }: Position) => ({ x: snap(x), y: snap(y - cardHeight / 2) });

function placesOf(nodes: readonly CanvasNode[]): Record<string, Position> {
  return Object.fromEntries(
    nodes.map((node) => [node.id, { x: snap(node.position.x), y: snap(node.position.y) }]),
  );
}

function nodeAt(x: number, y: number): string | undefined {
  return closestId(x, y, '.react-flow__node');
}

function edgeAt(x: number, y: number): string | undefined {
  return closestId(x, y, '.react-flow__edge');
}

function closestId(x: number, y: number, selector: string): string | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const found = element.closest<HTMLElement | SVGElement>(selector);
    if (found) return found.getAttribute('data-id') ?? undefined;
  }
  return undefined;
}
