import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { bodiesOf } from '@sista/shared/flow/loop-body';
import type { ChosenItem } from './run-overlay.ts';

/** The loop that a node is, or is in; undefined outside of loops. */
export function loopOf(document: FlowDocument, nodeId: string): string | undefined {
  const bodies = bodiesOf(document);
  if (bodies.has(nodeId)) return nodeId;
  for (const [loopId, body] of bodies) if (body.has(nodeId)) return loopId;
  return undefined;
}

/** The item of the loop that a node is, or is in, as the overlay has it. */
export function chosenItem(
  document: FlowDocument,
  nodeId: string,
  path: string | undefined,
): ChosenItem | undefined {
  const loopId = loopOf(document, nodeId);
  const body = loopId === undefined ? undefined : bodiesOf(document).get(loopId);
  return loopId !== undefined && body && path !== undefined ? { loopId, path, body } : undefined;
}
