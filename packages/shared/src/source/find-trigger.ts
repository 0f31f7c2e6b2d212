import type { AnyNodeDefinition } from '../node/define-node.ts';
import { nodeDefinitions } from '../nodes.gen.ts';

type TriggerNode = { id: string; type: string; config?: Readonly<Record<string, unknown>> };

/** The trigger of a document that has an ingress URL: the node of that id, or the only one. Undefined without one. */
export function findIngressTrigger(
  document: { nodes: readonly TriggerNode[] },
  nodeId?: string,
): { nodeId: string; definition: AnyNodeDefinition; config: Readonly<Record<string, unknown>> } | undefined {
  for (const node of document.nodes) {
    const definition = Object.hasOwn(nodeDefinitions, node.type) ? nodeDefinitions[node.type] : undefined;
    if (definition?.trigger?.ingress && (nodeId === undefined || node.id === nodeId))
      return { nodeId: node.id, definition, config: node.config ?? {} };
  }
  return undefined;
}
