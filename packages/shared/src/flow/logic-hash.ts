import { hashText } from '../expression/hash-text.ts';
import { canonicalJson } from '../expression/plain-json.ts';
import { type FlowDocument, type FlowNode, portOf, targetPortOf } from './flow.schema.ts';

/**
 * 32 hexadecimal digits that change when the flow would run differently, and not when it is only renamed, moved or
 * annotated. The hash is a plain function of 128 bits and not Web Crypto's: that one is asynchronous, is missing
 * on pages served over plain http, and nobody gains by making two of their own drafts collide.
 */
export function logicHash(document: FlowDocument): string {
  return hashText(canonicalJson(logicOf(document)));
}

/** What the runtime reads of a document, in an order of its own. */
export function logicOf({ nodes, edges, vars = {}, settings = {} }: FlowDocument): Record<string, unknown> {
  const ways = edges.map((edge) => [edge.source, portOf(edge), edge.target, targetPortOf(edge)]);
  return {
    nodes: Object.fromEntries(nodes.map((node) => [node.id, nodeLogic(node)])),
    edges: [...new Set(ways.map((way) => JSON.stringify(way)))].sort(),
    vars,
    settings,
  };
}

function nodeLogic({
  type,
  typeVersion = 1,
  config,
  onError = 'stop',
  retry,
  timeoutSeconds,
  whenUnknown,
}: FlowNode) {
  const asked = whenUnknown === 'ask' ? undefined : whenUnknown;
  return { type, typeVersion, config, onError, retry, timeoutSeconds, whenUnknown: asked };
}
