import type { FlowDocument, FlowIssue, FlowNode } from '@sista/shared/flow/flow.schema';
import { createContext, useContext } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { RunOverlayStore } from '../run-overlay/run-overlay.ts';

/** What a canvas draws. The document store of the flow editor is one; so is a document that is only looked at. */
export type CanvasModel = {
  document: FlowDocument;
  issuesByNode: ReadonlyMap<string, readonly FlowIssue[]>;
};
export type ReadStore<State> = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>;

/** What a canvas that may be edited asks its page to do. */
export type CanvasEditing = {
  /** Opens the palette for the step that comes after `nodeId`'s port. */
  addAfter: (nodeId: string, port: string) => void;
  /** Opens the palette for a step in the middle of an edge. */
  insertOn: (edgeId: string) => void;
  removeEdge: (edgeId: string) => void;
};

export type CanvasContextValue = {
  model: ReadStore<CanvasModel>;
  overlay: RunOverlayStore | undefined;
  editing: CanvasEditing | undefined;
};

export const CanvasContext = createContext<CanvasContextValue | undefined>(undefined);

export function useCanvas(): CanvasContextValue {
  const canvas = useContext(CanvasContext);
  if (!canvas) throw new Error('a part of the canvas was drawn outside of it');
  return canvas;
}

const indexes = new WeakMap<FlowDocument, ReadonlyMap<string, FlowNode>>();

export function nodesById(document: FlowDocument): ReadonlyMap<string, FlowNode> {
  const known = indexes.get(document);
  if (known) return known;
  const index = new Map(document.nodes.map((node) => [node.id, node]));
  indexes.set(document, index);
  return index;
}

/** The card's own slice: it is drawn again only when its node changes. */
export function useCanvasNode(id: string): FlowNode | undefined {
  return useStore(useCanvas().model, (model) => nodesById(model.document).get(id));
}
