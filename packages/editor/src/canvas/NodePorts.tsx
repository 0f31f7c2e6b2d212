import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { Handle, Position } from '@xyflow/react';
import { useStore } from 'zustand';
import { IconPlus } from '../ui/icons.ts';
import { useCanvas } from './canvas-context.ts';
import { geometryOf, type PlacedPort } from './card-geometry.ts';
import classes from './NodePorts.module.css';

/** The ports of a card: drawn 12 px, reached within 24 px at any zoom. */
export function NodePorts({ node }: { node: FlowNode }) {
  const { editing } = useCanvas();
  const { input, outputs, named } = geometryOf(node);
  return (
    <>
      {input && (
        <Handle
          id="in"
          type="target"
          position={Position.Left}
          className={classes.port ?? ''}
          style={{ top: input.y }}
          isConnectable={editing !== undefined}
        />
      )}
      {outputs.map((port) => (
        <Output key={port.name} nodeId={node.id} port={port} named={named} />
      ))}
    </>
  );
}

function Output({ nodeId, port, named }: { nodeId: string; port: PlacedPort; named: boolean }) {
  const { editing } = useCanvas();
  return (
    <>
      {named && (
        <span className={classes.label} data-tone={port.tone ?? 'neutral'} style={{ top: port.y - 12 }}>
          {port.label}
        </span>
      )}
      <Handle
        id={port.name}
        type="source"
        position={Position.Right}
        className={classes.port ?? ''}
        style={{ top: port.y }}
        data-tone={port.tone ?? 'neutral'}
        title={`${port.label}: drag to a step, or click here and then a step`}
        isConnectable={editing !== undefined}
      />
      {editing && <AddHere nodeId={nodeId} port={port} />}
    </>
  );
}

/** Where nothing is connected yet, a plus offers the next step. The key for it is N. */
function AddHere({ nodeId, port }: { nodeId: string; port: PlacedPort }) {
  const { model, editing } = useCanvas();
  const used = useStore(model, ({ document }) =>
    document.edges.some((edge) => edge.source === nodeId && (edge.sourcePort ?? 'out') === port.name),
  );
  if (used) return null;
  return (
    <span className={classes.next} style={{ top: port.y - 12 }}>
      <span className={classes.stem} />
      <button
        type="button"
        tabIndex={-1}
        className={`${classes.add} nodrag nopan`}
        aria-label={`Add a step after ${port.label}`}
        onClick={(event) => {
          event.stopPropagation();
          editing?.addAfter(nodeId, port.name);
        }}
      >
        <IconPlus size={14} stroke={2} aria-hidden />
      </button>
    </span>
  );
}
