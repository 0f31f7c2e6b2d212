import type { FlowDocument, FlowNode } from './flow.schema.ts';
import type { NodeCatalogue } from './node-catalogue.ts';

/**
 * The document with every config in the form of today's node types. Types that are not known, or that are newer
 * than ours, stay as they are; what needs no migration keeps its identity.
 */
export function migrateFlow(document: FlowDocument, catalogue: NodeCatalogue): FlowDocument {
  const nodes = document.nodes.map((node) => migrateNode(node, catalogue));
  return nodes.every((node, at) => node === document.nodes[at]) ? document : { ...document, nodes };
}

function migrateNode(node: FlowNode, catalogue: NodeCatalogue): FlowNode {
  const definition = catalogue.get(node.type);
  const from = node.typeVersion ?? 1;
  if (!definition || from >= definition.typeVersion) return node;
  let config = node.config;
  for (let version = from + 1; version <= definition.typeVersion; version++) {
    config = definition.migrations[version]?.(config) ?? config;
  }
  return { ...node, config, typeVersion: definition.typeVersion };
}
