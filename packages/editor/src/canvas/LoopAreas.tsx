import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { ViewportPortal } from '@xyflow/react';
import { IconRepeat } from '../ui/icons.ts';
import type { CanvasNode } from './canvas-mapping.ts';
import classes from './LoopAreas.module.css';
import { loopAreas } from './loop-areas.ts';

/** The tinted ground behind the steps that a loop repeats. */
export function LoopAreas({ document, nodes }: { document: FlowDocument; nodes: readonly CanvasNode[] }) {
  const areas = loopAreas(document, nodes);
  if (areas.length === 0) return null;
  return (
    <ViewportPortal>
      {areas.map(({ loopId, name, x, y, width, height }) => (
        <div
          key={loopId}
          className={classes.area}
          style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
        >
          <span className={classes.name}>
            <IconRepeat size={13} stroke={2} aria-hidden />
            {name}, each item
          </span>
        </div>
      ))}
    </ViewportPortal>
  );
}
