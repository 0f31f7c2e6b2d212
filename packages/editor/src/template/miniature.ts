import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { portOf } from '@sista/shared/flow/flow.schema';
import { nodeDefinitions } from '@sista/shared/nodes';
import { geometryOf } from '../canvas/card-geometry.ts';

export type MiniatureNode = {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** `start`, `people` …: the colour. */
  category: string;
};
export type Miniature = {
  /** Of the SVG: x, y, width, height in canvas units. */
  viewBox: string;
  nodes: readonly MiniatureNode[];
  /** Paths from port to port. */
  edges: readonly { id: string; path: string }[];
};

const margin = 40;

/** A flow as boxes and lines, from the same geometry as the canvas. */
export function drawMiniature(document: FlowDocument): Miniature {
  const nodes = document.nodes.map((node) => {
    const { width, height } = geometryOf(node);
    return {
      id: node.id,
      ...node.position,
      width,
      height,
      category: nodeDefinitions[node.type]?.category ?? 'data',
    };
  });
  const left = Math.min(0, ...nodes.map(({ x }) => x)) - margin;
  const top = Math.min(...nodes.map(({ y }) => y), Number.POSITIVE_INFINITY);
  const right = Math.max(0, ...nodes.map(({ x, width }) => x + width)) + margin;
  const bottom = Math.max(...nodes.map(({ y, height }) => y + height), Number.NEGATIVE_INFINITY);
  const box =
    nodes.length === 0 ? [0, 0, 400, 160] : [left, top - margin, right - left, bottom - top + 2 * margin];
  return { viewBox: box.join(' '), nodes, edges: edgesOf(document) };
}

function edgesOf(document: FlowDocument): { id: string; path: string }[] {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  return document.edges.flatMap((edge) => {
    const source = byId.get(edge.source);
    const target = byId.get(edge.target);
    if (!source || !target) return [];
    const out = geometryOf(source);
    const port = out.outputs.find(({ name }) => name === portOf(edge));
    const x1 = source.position.x + out.width;
    const y1 = source.position.y + (port?.y ?? out.height / 2);
    const x2 = target.position.x;
    const y2 = target.position.y + (geometryOf(target).input?.y ?? 0);
    const bend = Math.max(30, Math.abs(x2 - x1) / 2);
    return [{ id: edge.id, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }];
  });
}
