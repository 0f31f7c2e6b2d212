import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { memo, useState } from 'react';
import { useStore } from 'zustand';
import { edgeLookOf } from '../run-overlay/edge-look.ts';
import type { RunOverlayStore } from '../run-overlay/run-overlay.ts';
import { IconPlus, IconTrash } from '../ui/icons.ts';
import { nodesById, useCanvas } from './canvas-context.ts';
import type { CanvasEdge } from './canvas-mapping.ts';
import { geometryOf } from './card-geometry.ts';
import classes from './FlowEdge.module.css';

const dotToTarget = 6;
const roomForLabel = 120;

/** A connection: a smooth step, the port's name where there is a choice, and on hover what can be done with it. */
function Line(edge: EdgeProps<CanvasEdge>) {
  const { overlay, editing } = useCanvas();
  const [near, setNear] = useState(false);
  const [path, x, y] = getSmoothStepPath({
    ...edge,
    // A port's target is larger than its dot: the line begins and ends at the dot.
    sourceX: edge.sourceX - dotToTarget,
    targetX: edge.targetX + dotToTarget,
    borderRadius: 10,
    // Between neighbours there is little room: the line turns in the middle of it.
    offset: Math.max(6, Math.min(20, (edge.targetX - edge.sourceX) / 2 + dotToTarget)),
  });
  const portLabel = usePortLabel(edge.source, edge.sourceHandleId ?? 'out');
  // A short line has its port's name right beside it, on the card.
  const label = Math.abs(edge.targetX - edge.sourceX) > roomForLabel ? portLabel : undefined;
  const tools = editing !== undefined && (near || edge.selected === true);
  return (
    <g onPointerEnter={() => setNear(true)} onPointerLeave={() => setNear(false)}>
      {overlay ? (
        <RunLine overlay={overlay} id={edge.id} path={path} />
      ) : (
        <BaseEdge
          id={edge.id}
          path={path}
          interactionWidth={24}
          className={edge.selected ? (classes.chosen ?? '') : (classes.line ?? '')}
        />
      )}
      {(label !== undefined || tools) && (
        <EdgeLabelRenderer>
          <div
            className={`${classes.middle} nodrag nopan`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
            onPointerEnter={() => setNear(true)}
            onPointerLeave={() => setNear(false)}
          >
            {tools ? <EdgeTools id={edge.id} /> : <span className={classes.label}>{label}</span>}
          </div>
        </EdgeLabelRenderer>
      )}
    </g>
  );
}

export const FlowEdge = memo(Line);

function EdgeTools({ id }: { id: string }) {
  const { editing } = useCanvas();
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className={classes.tool}
        aria-label="Insert a step here"
        onClick={() => editing?.insertOn(id)}
      >
        <IconPlus size={14} stroke={2} aria-hidden />
      </button>
      <button
        type="button"
        tabIndex={-1}
        className={classes.tool}
        aria-label="Remove this connection"
        onClick={() => editing?.removeEdge(id)}
      >
        <IconTrash size={14} stroke={1.8} aria-hidden />
      </button>
    </>
  );
}

function RunLine({ overlay, id, path }: { overlay: RunOverlayStore; id: string; path: string }) {
  const { model } = useCanvas();
  const look = useStore(overlay, (run) => edgeLookOf(model.getState().document, run, id));
  return (
    <>
      <BaseEdge id={id} path={path} className={classes[look ?? 'quiet'] ?? ''} />
      {look === 'active' && <path d={path} className={classes.moving} fill="none" />}
    </>
  );
}

/** The name of the port, where its node offers more than one. */
function usePortLabel(source: string, port: string): string | undefined {
  return useStore(useCanvas().model, ({ document }) => {
    const node = nodesById(document).get(source);
    const outputs = node ? geometryOf(node).outputs : [];
    return outputs.length > 1 ? outputs.find((output) => output.name === port)?.label : undefined;
  });
}
