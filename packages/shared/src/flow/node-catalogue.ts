import type { AnyNodeDefinition, Port } from '../node/define-node.ts';
import type { FlowDocument, FlowNode } from './flow.schema.ts';

/** Node types by their name. */
export type NodeCatalogue = ReadonlyMap<string, AnyNodeDefinition>;

export const errorPort: Port = { name: 'error', label: 'error', tone: 'bad' };

/** The ways out of a node, in the order of its card; with `error` where the flow asks for it. */
export function portsOf(node: FlowNode, definition: AnyNodeDefinition): readonly Port[] {
  const ports = definition.ports(node.config);
  return node.onError === 'port' ? [...ports, errorPort] : ports;
}

export function isTrigger(node: FlowNode, catalogue: NodeCatalogue): boolean {
  const definition = catalogue.get(node.type);
  // A type that this version does not know still starts a flow if its name says so.
  return definition ? definition.trigger !== undefined : node.type.startsWith('trigger-');
}

export function triggersOf(document: FlowDocument, catalogue: NodeCatalogue): FlowNode[] {
  return document.nodes.filter((node) => isTrigger(node, catalogue));
}

/** The node that starts the flow, or undefined while there is none. */
export function triggerOf(document: FlowDocument, catalogue: NodeCatalogue): FlowNode | undefined {
  return triggersOf(document, catalogue)[0];
}
