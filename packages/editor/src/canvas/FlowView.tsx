import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { useEffect, useMemo, useState } from 'react';
import { createStore, useStore } from 'zustand';
import {
  createRunOverlay,
  type RunOverlayStore,
  type StepLook,
  stateOf,
} from '../run-overlay/run-overlay.ts';
import { progressWords } from '../run-overlay/wait-words.ts';
import { lookOf } from '../ui/StatusBadge.tsx';
import type { CanvasModel } from './canvas-context.ts';
import { createCanvasStore } from './canvas-store.ts';
import { FlowCanvas } from './FlowCanvas.tsx';
import { describeNode } from './node-words.ts';
import { focusCard, nextCard } from './roving-focus.ts';

const noOverlay = createRunOverlay('');

export type FlowViewProps = {
  document: FlowDocument;
  /** What is looked at, for screen readers: "Run of Orders over 100". */
  label: string;
  /** A run to lay over it. */
  overlay?: RunOverlayStore | undefined;
  selected?: string | undefined;
  onSelect?: (nodeId: string | undefined) => void;
  /** Which item of a loop the run shows; without it the overlay keeps the choice. */
  onItem?: (loopId: string, path: string | undefined) => void;
};

/** A flow that is looked at: the run page, the gallery, old versions. Keys walk along it as in the editor. */
export function FlowView({ document, label, overlay, selected, onSelect, onItem }: FlowViewProps) {
  const [canvas] = useState(createCanvasStore);
  const model = useMemo(
    () => createStore<CanvasModel>(() => ({ document, issuesByNode: new Map() })),
    [document],
  );
  const steps = useStore(overlay ?? noOverlay, (run) => run.steps);
  const labelOf = useMemo(
    () => (node: FlowNode) => {
      const step = steps.get(node.id);
      return describeNode(document, node, step && stateWords(step));
    },
    [document, steps],
  );
  useEffect(() => {
    canvas.getState().select(selected === undefined ? [] : [selected]);
    if (selected !== undefined) canvas.getState().focus(selected);
  }, [canvas, selected]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const focused = canvas.getState().focused;
    // Enter on a button of the canvas presses it.
    if (!focused || (event.target as Element).closest('button')) return;
    const next = nextCard(document, focused, event.key);
    if (next !== undefined) {
      focusCard(canvas, next);
      onSelect?.(next);
    } else if (event.key === 'Enter' || event.key === ' ') onSelect?.(focused);
    else if (event.key === 'Escape') onSelect?.(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <FlowCanvas
      model={model}
      canvas={canvas}
      label={label}
      overlay={overlay}
      labelOf={labelOf}
      onItem={onItem}
      onKeyDown={onKeyDown}
      gestures={{
        elementsSelectable: onSelect !== undefined,
        onNodeClick: (_, node) => onSelect?.(node.id),
        onPaneClick: () => onSelect?.(undefined),
      }}
    />
  );
}

function stateWords(step: StepLook): string {
  const state = lookOf(stateOf(step)).words.toLowerCase();
  return step.loop ? `${state}, ${progressWords(step.loop)}` : state;
}
