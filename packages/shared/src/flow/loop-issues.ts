import type { FlowDocument, FlowIssue } from './flow.schema.ts';
import { nodeById } from './flow-graph.ts';
import { type BorderCrossing, bodiesOf, borderCrossings, nestedLoops, sourceWords } from './loop-body.ts';
import type { NodeCatalogue } from './node-catalogue.ts';

/** Issues of the drawing of loops: where their border is crossed, loops in loops, loops that repeat nothing. */
export function loopIssues(document: FlowDocument, catalogue: NodeCatalogue): FlowIssue[] {
  const crossings = borderCrossings(document).map((crossing): FlowIssue => {
    const { edge } = crossing;
    const message = crossingSentence(document, catalogue, crossing);
    return { level: 'error', nodeId: edge.source, path: `edges.${edge.id}`, code: 'loop_border', message };
  });
  const nested = nestedLoops(document).map(({ outer, inner }): FlowIssue => {
    const message = `${inner.name} is inside ${outer.name}, and a loop holds no other loop. Repeat over one flat list, or move it out.`;
    return { level: 'error', nodeId: inner.id, path: 'type', code: 'nested_loop', message };
  });
  const empty = [...bodiesOf(document)].flatMap(([id, body]): FlowIssue[] => {
    const name = nodeById(document, id)?.name ?? id;
    const message = `Nothing hangs on "each item" of ${name}, so it repeats nothing. Connect the first step of the loop.`;
    return body.size > 0 ? [] : [{ level: 'warning', nodeId: id, path: '', code: 'empty_loop', message }];
  });
  return [...crossings, ...nested, ...empty];
}

function crossingSentence(
  document: FlowDocument,
  catalogue: NodeCatalogue,
  crossing: BorderCrossing,
): string {
  const { loop, edge } = crossing;
  const target = nodeById(document, edge.target)?.name ?? edge.target;
  const source = sourceWords(crossing, document, catalogue);
  return edge.source === loop.id
    ? `${target} stands behind "each item" of ${loop.name} and behind ${source}. Remove one of the ways to it.`
    : `${target} is inside ${loop.name}, for "each item" leads to it, and ${source} is not. Only steps of that loop can lead to it.`;
}
