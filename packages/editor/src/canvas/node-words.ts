import type { FlowDocument, FlowIssue, FlowNode } from '@sista/shared/flow/flow.schema';
import { graphOf } from '@sista/shared/flow/flow-graph';
import { nodeDefinitions } from '@sista/shared/nodes';

/** How a card is read out: "Over 100?, branch, 1 issue, 1 in, 2 out". */
export function describeNode(
  document: FlowDocument,
  node: FlowNode,
  state: string | undefined,
  issues: readonly FlowIssue[] = [],
): string {
  const { into, out } = graphOf(document);
  const type = nodeDefinitions[node.type]?.title.toLowerCase() ?? node.type;
  return [
    node.name,
    type,
    state,
    issues.length > 0 ? `${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}` : undefined,
    `${into.get(node.id)?.length ?? 0} in`,
    `${out.get(node.id)?.length ?? 0} out`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}
