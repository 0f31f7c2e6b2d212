import type { FlowIssue, FlowNode } from '@sista/shared/flow/flow.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { statusOfTally } from '../run-overlay/item-looks.ts';
import { lookAt, type RunOverlay, type RunOverlayStore, stateOf } from '../run-overlay/run-overlay.ts';
import { CategoryIcon } from '../ui/CategoryIcon.tsx';
import { IconAlertTriangle } from '../ui/icons.ts';
import { useCanvas, useCanvasNode } from './canvas-context.ts';
import type { CanvasNode } from './canvas-mapping.ts';
import { geometryOf } from './card-geometry.ts';
import classes from './NodeCard.module.css';
import { NodePorts } from './NodePorts.tsx';
import { RunBadge } from './RunBadge.tsx';

const noIssues: readonly FlowIssue[] = [];

/** A step on the canvas. Nothing in it takes the focus: the card itself does, and keys do the rest. */
function Card({ id, selected }: NodeProps<CanvasNode>) {
  const { overlay } = useCanvas();
  const node = useCanvasNode(id);
  if (!node) return null;
  return (
    <CardOf
      node={node}
      selected={selected}
      badge={overlay ? <RunBadge overlay={overlay} nodeId={id} /> : <IssueBadge id={id} />}
    />
  );
}

// The library hands every card its position on each move; only what is drawn may cause another drawing.
export const NodeCard = memo(
  Card,
  (before, after) =>
    before.id === after.id && before.selected === after.selected && before.dragging === after.dragging,
);

function CardOf({ node, selected, badge }: { node: FlowNode; selected: boolean; badge: React.ReactNode }) {
  const definition = nodeDefinitions[node.type];
  const { width, height, named } = geometryOf(node);
  return (
    <div
      className={classes.card}
      style={{ width, height }}
      data-selected={selected || undefined}
      data-trigger={definition?.trigger ? true : undefined}
    >
      <CardState nodeId={node.id} />
      <div className={classes.head} style={{ height: named ? 48 : height - 2 }}>
        <CategoryIcon
          name={definition?.icon ?? 'Circle'}
          category={definition?.category ?? 'data'}
          box={36}
          size={20}
          className={classes.icon}
        />
        <span className={classes.words}>
          <span className={classes.name}>{node.name}</span>
          <span className={classes.summary}>{summaryOf(node)}</span>
        </span>
      </div>
      <div className={classes.badge}>{badge}</div>
      <Marks nodeId={node.id} />
      <NodePorts node={node} />
    </div>
  );
}

/** The line of the card; a type that this build does not know says so. */
export function summaryOf(node: FlowNode): string {
  const definition = nodeDefinitions[node.type];
  if (!definition) return `Unknown type ${node.type}`;
  return definition.summarise(node.config) || definition.title;
}

function Marks({ nodeId }: { nodeId: string }) {
  const { overlay } = useCanvas();
  return overlay ? <SandboxMark overlay={overlay} nodeId={nodeId} /> : null;
}

/** What came from the sandbox model says so on the card too. */
function SandboxMark({ overlay, nodeId }: { overlay: RunOverlayStore; nodeId: string }) {
  const sandbox = useStore(overlay, (run) => lookAt(run, nodeId)?.sandbox === true);
  return sandbox ? (
    <span className={`${classes.chip} ${classes.mark}`} data-tone="odd">
      Sandbox, no AI
    </span>
  ) : null;
}

function CardState({ nodeId }: { nodeId: string }) {
  const { overlay } = useCanvas();
  return overlay ? <RunFrame overlay={overlay} nodeId={nodeId} /> : null;
}

function RunFrame({ overlay, nodeId }: { overlay: RunOverlayStore; nodeId: string }) {
  const state = useStore(overlay, (run) => stateAt(run, nodeId));
  return (
    <>
      <span className={classes.frame} data-status={state ?? 'none'} />
      {state === 'in_doubt' && <span className={classes.doubt}>Answer lost. Say what happened.</span>}
    </>
  );
}

/** How a node stands: its step, or inside a loop all items together while none is chosen. */
function stateAt(run: RunOverlay, nodeId: string) {
  const all = run.item?.body.has(nodeId) ? undefined : run.items.get(nodeId);
  if (all) return statusOfTally(all.tally);
  const look = lookAt(run, nodeId);
  return look && stateOf(look);
}

function IssueBadge({ id }: { id: string }) {
  const { model, editing } = useCanvas();
  const issues = useStore(model, (state) => state.issuesByNode.get(id) ?? noIssues);
  if (!editing || issues.length === 0) return null;
  const isError = issues.some((issue) => issue.level === 'error');
  return (
    <span className={classes.chip} data-tone={isError ? 'bad' : 'wait'}>
      <IconAlertTriangle size={12} stroke={2} aria-hidden />
      {issues.length === 1 ? '1 issue' : `${issues.length} issues`}
    </span>
  );
}
