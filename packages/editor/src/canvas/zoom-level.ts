import { useStore } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';

type Level = 'near' | 'middle' | 'far';

const levelOf = (zoom: number): Level => (zoom >= 0.6 ? 'near' : zoom >= 0.35 ? 'middle' : 'far');

/** Writes the zoom level as one attribute; CSS does the rest, and no card is drawn again while zooming. */
export function useZoomLevel(frame: RefObject<HTMLElement | null>): void {
  const level = useStore((state) => levelOf(state.transform[2]));
  useEffect(() => {
    frame.current?.setAttribute('data-zoom', level);
  }, [frame, level]);
}
