import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import { createStore, type StoreApi } from 'zustand';
import {
  type CanvasEdge,
  type CanvasNode,
  keepMapping,
  mapEdges,
  mapNodes,
  withSelection,
  withTabStop,
} from './canvas-mapping.ts';

/**
 * The canvas as it is on screen: places during a drag, what is selected, which card has the tab stop. The document
 * knows nothing of it; a drag becomes one operation when it ends.
 */
export type CanvasState = {
  nodes: CanvasNode[];
  edges: CanvasEdge[];
  /** The card that Tab reaches; arrows move it. */
  focused: string | undefined;
  follow: (document: FlowDocument, labelOf: (node: FlowNode) => string) => void;
  onNodesChange: (changes: NodeChange<CanvasNode>[]) => void;
  onEdgesChange: (changes: EdgeChange<CanvasEdge>[]) => void;
  select: (nodeIds: readonly string[], edgeIds?: readonly string[]) => void;
  /** Makes a card the tab stop and the only selection. The focus itself is moved by `focusCard`. */
  focus: (id: string | undefined) => void;
};
export type CanvasStore = StoreApi<CanvasState>;

export function createCanvasStore(): CanvasStore {
  return createStore<CanvasState>((set, get) => ({
    nodes: [],
    edges: [],
    focused: undefined,
    follow: (document, labelOf) =>
      set((state) => {
        const nodes = mapNodes(document, state.nodes, labelOf);
        const focused = nodes.some((node) => node.id === state.focused) ? state.focused : nodes[0]?.id;
        return { nodes: withTabStop(nodes, focused), edges: mapEdges(document, state.edges), focused };
      }),
    onNodesChange: (changes) =>
      set((state) => {
        // Nodes come and go with the document only, and their size is known without measuring.
        const own = changes.filter((change) => change.type === 'position' || change.type === 'select');
        return own.length === 0
          ? state
          : { nodes: keepingMapping(state.nodes, applyNodeChanges(own, state.nodes)) };
      }),
    onEdgesChange: (changes) =>
      set((state) => {
        const own = changes.filter((change) => change.type === 'select');
        return own.length === 0
          ? state
          : { edges: keepingMapping(state.edges, applyEdgeChanges(own, state.edges)) };
      }),
    select: (nodeIds, edgeIds = []) =>
      set((state) => ({
        nodes: withSelection(state.nodes, new Set(nodeIds)),
        edges: withSelection(state.edges, new Set(edgeIds)),
      })),
    focus: (id) => {
      if (get().focused !== id) set((state) => ({ nodes: withTabStop(state.nodes, id), focused: id }));
    },
  }));
}

function keepingMapping<Item extends CanvasNode | CanvasEdge>(
  before: readonly Item[],
  after: Item[],
): Item[] {
  const byId = new Map(before.map((item) => [item.id, item]));
  for (const item of after) {
    const old = byId.get(item.id);
    if (old && old !== item) keepMapping(old, item);
  }
  return after;
}

/** The ids of the selected cards, in the order of the document. */
export function selectedIds(state: CanvasState): string[] {
  return state.nodes.filter((node) => node.selected).map((node) => node.id);
}

/** The one selected card, undefined while there are none or several. */
export function onlySelected(state: CanvasState): string | undefined {
  const ids = selectedIds(state);
  return ids.length === 1 ? ids[0] : undefined;
}
