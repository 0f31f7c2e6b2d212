import { type FitViewOptions, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useStore as useZustand } from 'zustand';
import type { CanvasStore } from './canvas-store.ts';

const margin = 40;
// Below this zoom cards cannot be read: where a flow is edited, a long one is rather shown in part.
export type Fit = Required<Pick<FitViewOptions, 'padding' | 'maxZoom' | 'minZoom'>>;
// More than the margin of the focused card, which would else be moved right after the fit.
const edge = '46px';
export const fitToEdit: Fit = { padding: edge, maxZoom: 1, minZoom: 0.5 };
export const fitToLook: Fit = { padding: edge, maxZoom: 1, minZoom: 0.4 };
// The tinted ground of a loop reaches over its cards, and the bar of its items lies above.
const loopPadding = { top: '96px', x: '60px', bottom: edge } as const;
export const withLoops = (fit: Fit): Fit => ({ ...fit, padding: loopPadding });

/**
 * Panels that open take room from the canvas. As long as nobody has moved it, the whole flow is fitted again;
 * after that, the card that has the focus stays in view. Answers what tells that somebody moved it.
 */
export function useKeepInView(canvas: CanvasStore, fit: Fit): (event: unknown) => void {
  const { fitView } = useReactFlow();
  const store = useStoreApi();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const focused = useZustand(canvas, (state) => state.focused);
  const moved = useRef(false);
  const first = useRef(true);
  const keepFocused = useCallback(() => {
    const { nodeLookup, transform, panBy, width: across, height: down } = store.getState();
    const node = nodeLookup.get(canvas.getState().focused ?? '');
    if (!node || across === 0) return;
    const [x, y, zoom] = transform;
    const left = node.internals.positionAbsolute.x * zoom + x;
    const top = node.internals.positionAbsolute.y * zoom + y;
    const right = left + (node.measured.width ?? 0) * zoom;
    const bottom = top + (node.measured.height ?? 0) * zoom;
    const by = { x: shift(left, right, across), y: shift(top, bottom, down) };
    if (by.x !== 0 || by.y !== 0) void panBy(by);
  }, [canvas, store]);
  useEffect(() => {
    if (width === 0 || height === 0) return;
    if (first.current) {
      first.current = false;
      return;
    }
    if (!moved.current) void fitView(fit).then(keepFocused);
    else keepFocused();
  }, [width, height, fitView, fit, keepFocused]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another card has the focus
  useEffect(keepFocused, [focused, keepFocused]);
  return (event) => {
    // The library's own moves come without an event.
    if (event) moved.current = true;
  };
}

/** How far a span has to move to lie in a view with a margin; 0 when it does already. */
function shift(from: number, to: number, size: number): number {
  if (from < margin) return margin - from;
  return to > size - margin ? size - margin - to : 0;
}
