import { z } from 'zod';
import { textsIn } from '../expression/map-members.ts';
import { referencesOf } from '../expression/parse-expression.ts';
import { rewriteReferencesIn } from '../expression/rewrite-references.ts';
import { freshEdgeId } from './diff-flows.ts';
import { type FlowDocument, type FlowNode, flowEdge, flowNode } from './flow.schema.ts';
import type { FlowOperation, Position } from './flow-operations.ts';
import { freshNodeId } from './fresh-node-id.ts';
import { snap } from './place-node.ts';

/** A piece of a flow on the clipboard, as JSON text: it works across tabs and in a chat. */
export const flowPart = z.strictObject({
  schema: z.literal('sista.flow-part/1'),
  nodes: z.array(flowNode).min(1).max(500),
  edges: z.array(flowEdge).max(5_000),
});
export type FlowPart = z.output<typeof flowPart>;

/** The nodes with these ids, and the edges between them. */
export function copyPart(document: FlowDocument, ids: ReadonlySet<string>): FlowPart {
  return {
    schema: 'sista.flow-part/1',
    nodes: document.nodes.filter((node) => ids.has(node.id)),
    edges: document.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  };
}

/** Reads what is on the clipboard; undefined where it is something else. */
export function parsePart(text: string): FlowPart | undefined {
  if (!text.includes('sista.flow-part/1')) return undefined;
  try {
    const parsed = flowPart.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export type Pasted = {
  ops: FlowOperation[];
  /** The new nodes, in the order of the part. */
  ids: string[];
  /** References to steps that this document does not have. */
  unresolved: { nodeId: string; path: string; step: string }[];
  /** Credentials of another workspace, which were taken out. */
  emptied: { nodeId: string; path: string }[];
};

export type PasteOptions = {
  /** Where the upper left corner of the part goes; without it, a little below and right of where it was. */
  at?: Position;
  /** The ids of the credentials that this workspace has; without it all are kept. */
  credentials?: ReadonlySet<string>;
};

/** The operations that put a part into a document: new ids where they are taken, references inside it follow. */
export function pastePart(document: FlowDocument, part: FlowPart, options: PasteOptions = {}): Pasted {
  const taken = new Set(document.nodes.map((node) => node.id));
  const renames = new Map<string, string>();
  for (const { id } of part.nodes) {
    const fresh = freshNodeId(id, taken);
    taken.add(fresh);
    renames.set(id, fresh);
  }
  const shift = shiftOf(part, options.at);
  const emptied: Pasted['emptied'] = [];
  const nodes = part.nodes.map((node) => pasteNode(node, renames, shift, options.credentials, emptied));
  return {
    ops: [
      ...nodes.map((node): FlowOperation => ({ op: 'addNode', node })),
      ...edgeOps(document, part, renames),
    ],
    ids: nodes.map((node) => node.id),
    unresolved: nodes.flatMap((node) => unresolvedIn(node, taken)),
    emptied,
  };
}

function shiftOf({ nodes }: FlowPart, at?: Position): Position {
  if (!at) return { x: 32, y: 32 };
  const left = Math.min(...nodes.map((node) => node.position.x));
  const top = Math.min(...nodes.map((node) => node.position.y));
  return { x: snap(at.x - left), y: snap(at.y - top) };
}

function pasteNode(
  node: FlowNode,
  renames: ReadonlyMap<string, string>,
  shift: Position,
  credentials: ReadonlySet<string> | undefined,
  emptied: Pasted['emptied'],
): FlowNode {
  const id = renames.get(node.id) ?? node.id;
  const config = { ...rewriteReferencesIn(node.config, renames) };
  for (const [name, value] of Object.entries(config)) {
    if (!credentials || typeof value !== 'string' || !value.startsWith('crd_') || credentials.has(value))
      continue;
    delete config[name];
    emptied.push({ nodeId: id, path: `config.${name}` });
  }
  return { ...node, id, config, position: { x: node.position.x + shift.x, y: node.position.y + shift.y } };
}

function edgeOps(
  document: FlowDocument,
  part: FlowPart,
  renames: ReadonlyMap<string, string>,
): FlowOperation[] {
  const taken = new Set(document.edges.map((edge) => edge.id));
  return part.edges.flatMap((edge): FlowOperation[] => {
    const [source, target] = [renames.get(edge.source), renames.get(edge.target)];
    if (source === undefined || target === undefined) return [];
    const id = taken.has(edge.id) ? freshEdgeId(taken) : edge.id;
    taken.add(id);
    return [{ op: 'connect', edge: { ...edge, id, source, target } }];
  });
}

function unresolvedIn(node: FlowNode, known: ReadonlySet<string>): Pasted['unresolved'] {
  return textsIn(node.config, 'config').flatMap(({ path, text }) =>
    referencesOf(text).flatMap(({ nodeId: step }) =>
      step === undefined || known.has(step) ? [] : [{ nodeId: node.id, path, step }],
    ),
  );
}
