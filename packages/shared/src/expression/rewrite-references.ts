import type { FlowDocument } from '../flow/flow.schema.ts';
import { mapMembers } from './map-members.ts';
import { referencesOf } from './parse-expression.ts';
import { writeName } from './write-path.ts';

/** New node ids by old ones. */
export type NodeRenames = ReadonlyMap<string, string>;

/**
 * A template in which `steps.<old>` and `callbacks.<old>` name the new ids. Texts that only look like references
 * stay, as does a template with a mistake in it.
 */
export function renameInTemplate(template: string, renames: NodeRenames): string {
  let rewritten = template;
  // From the end, so that the places of what comes before stay right.
  for (const { nodeId, nodeRange } of referencesOf(template).reverse()) {
    const renamed = nodeId === undefined ? undefined : renames.get(nodeId);
    if (renamed === undefined || nodeRange === undefined) continue;
    rewritten = rewritten.slice(0, nodeRange.start) + writeName(renamed) + rewritten.slice(nodeRange.end);
  }
  return rewritten;
}

/** A value with all its templates rewritten; the same object where nothing had to change. */
export function rewriteReferencesIn<Value>(value: Value, renames: NodeRenames): Value {
  return mapMembers(value, (member) =>
    typeof member === 'string' ? renameInTemplate(member, renames) : member,
  );
}

/** Rewrites the references in the configs of all nodes. The nodes' own ids and the edges are the caller's. */
export function rewriteReferences(document: FlowDocument, renames: NodeRenames): FlowDocument {
  const nodes = document.nodes.map((node) => {
    const config = rewriteReferencesIn(node.config, renames);
    return config === node.config ? node : { ...node, config };
  });
  return nodes.some((node, at) => node !== document.nodes[at]) ? { ...document, nodes } : document;
}
