import '@xyflow/react/dist/style.css';
import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { bodiesOf } from '@sista/shared/flow/loop-body';
import { gridSize } from '@sista/shared/flow/place-node';
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type EdgeTypes,
  type NodeTypes,
  ReactFlow,
  type ReactFlowProps,
  ReactFlowProvider,
} from '@xyflow/react';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { RunOverlayStore } from '../run-overlay/run-overlay.ts';
import { CanvasTools } from './CanvasTools.tsx';
import { CanvasContext, type CanvasEditing, type CanvasModel, type ReadStore } from './canvas-context.ts';
import type { CanvasEdge, CanvasNode } from './canvas-mapping.ts';
import type { CanvasStore } from './canvas-store.ts';
import classes from './FlowCanvas.module.css';
import { FlowEdge } from './FlowEdge.tsx';
import { ItemBar } from './ItemBar.tsx';
import { fitToEdit, fitToLook, useKeepInView, withLoops } from './keep-in-view.ts';
import { LoopAreas } from './LoopAreas.tsx';
import { NodeCard } from './NodeCard.tsx';
import { useZoomLevel } from './zoom-level.ts';

const nodeTypes: NodeTypes = { step: NodeCard };
const edgeTypes: EdgeTypes = { flow: FlowEdge };
const snapGrid: [number, number] = [gridSize, gridSize];
const cullingFrom = 150;
const labels = {
  'node.a11yDescription.default': 'Enter opens the step, arrows go along the flow.',
  'edge.a11yDescription.default': 'A connection.',
  'controls.ariaLabel': 'Zoom',
  'minimap.ariaLabel': 'The whole flow, small',
};

export type FlowCanvasProps = {
  model: ReadStore<CanvasModel>;
  canvas: CanvasStore;
  /** What the canvas shows, for screen readers: "Orders over 100". */
  label: string;
  overlay?: RunOverlayStore | undefined;
  /** Without it the canvas is only looked at. */
  editing?: CanvasEditing;
  /** Handlers of a canvas that is edited: connecting, dropping, moving. */
  gestures?: Partial<ReactFlowProps<CanvasNode, CanvasEdge>>;
  /** Which item of a loop the run shows; without it the overlay keeps the choice. */
  onItem?: ((loopId: string, path: string | undefined) => void) | undefined;
  onOpen?: (nodeId: string) => void;
  onKeyDown?: (event: React.KeyboardEvent) => void;
  labelOf: (node: FlowNode) => string;
  children?: ReactNode;
};

/** The canvas over React Flow. The document comes in by `model`; what happens on it goes out by `gestures`. */
export function FlowCanvas(props: FlowCanvasProps) {
  const { model, overlay, editing } = props;
  const value = useMemo(() => ({ model, overlay, editing }), [model, overlay, editing]);
  return (
    <CanvasContext value={value}>
      <ReactFlowProvider>
        <Surface {...props} />
      </ReactFlowProvider>
    </CanvasContext>
  );
}

function Surface({
  model,
  canvas,
  label,
  overlay,
  editing,
  gestures,
  onItem,
  onOpen,
  onKeyDown,
  labelOf,
  children,
}: FlowCanvasProps) {
  const document = useStore(model, (state) => state.document);
  const issues = useStore(model, (state) => state.issuesByNode);
  const nodes = useStore(canvas, (state) => state.nodes);
  const edges = useStore(canvas, (state) => state.edges);
  const frame = useRef<HTMLElement>(null);
  useZoomLevel(frame);
  const hasLoops = bodiesOf(document).size > 0;
  const fit = useMemo(() => {
    const usual = editing ? fitToEdit : fitToLook;
    return hasLoops ? withLoops(usual) : usual;
  }, [editing, hasLoops]);
  const onMoveStart = useKeepInView(canvas, fit);
  // The canvas follows the document; issues are part of what a card is called.
  // biome-ignore lint/correctness/useExhaustiveDependencies: issues are read by labelOf
  useEffect(() => canvas.getState().follow(document, labelOf), [canvas, document, issues, labelOf]);
  const { onNodesChange, onEdgesChange } = canvas.getState();
  return (
    <section
      ref={frame}
      className={classes.canvas}
      aria-label={label}
      data-region="Canvas"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      data-view={editing === undefined || undefined}
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onMoveStart={onMoveStart}
        nodesDraggable={editing !== undefined}
        nodesConnectable={editing !== undefined}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        snapToGrid
        snapGrid={snapGrid}
        connectionLineType={ConnectionLineType.SmoothStep}
        connectionRadius={28}
        nodeDragThreshold={3}
        fitView
        fitViewOptions={fit}
        minZoom={0.15}
        maxZoom={1.75}
        onlyRenderVisibleElements={nodes.length > cullingFrom}
        elevateEdgesOnSelect
        ariaLabelConfig={labels}
        attributionPosition="bottom-right"
        {...(onOpen
          ? {
              onNodeClick: (_, node) => canvas.getState().focus(node.id),
              onNodeDoubleClick: (_, node) => onOpen(node.id),
              zoomOnDoubleClick: false,
            }
          : {})}
        {...gestures}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.6} color="var(--sf-dots)" />
        <LoopAreas document={document} nodes={nodes} />
        <CanvasTools canvas={canvas} />
        {overlay && (
          <ItemBar overlay={overlay} document={document} onItem={onItem} atBottom={editing !== undefined} />
        )}
        {children}
      </ReactFlow>
    </section>
  );
}
