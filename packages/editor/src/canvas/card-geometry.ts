import type { FlowNode } from '@sista/shared/flow/flow.schema';
import { isTrigger, portsOf } from '@sista/shared/flow/node-catalogue';
import { cardHeight, cardSize, outputHeight } from '@sista/shared/flow/place-node';
import type { Port } from '@sista/shared/node/define-node';
import { nodeDefinitions } from '@sista/shared/nodes';
import { catalogue } from '../catalogue.ts';

/*
 * The geometry of a card is a pure function of its type and config: cards have size and ports before the first
 * paint, so nothing is ever measured. Sizes come from `shared`, which also finds free places by them.
 */
/** The pointer's target around a port; the drawn dot is 12 px. */
export const portTarget = 24;

export type PlacedPort = Port & { y: number };
export type CardGeometry = {
  width: number;
  height: number;
  /** Undefined for triggers: nothing leads into them. */
  input: { y: number } | undefined;
  outputs: readonly PlacedPort[];
  /** Ports are named on the card when there is a choice. */
  named: boolean;
};

/** The ways out of a node; a type that this build does not know has the usual one. */
export function portsOfNode(node: FlowNode): readonly Port[] {
  const definition = nodeDefinitions[node.type];
  if (definition) return portsOf(node, definition);
  return [{ name: 'out', label: 'out' }];
}

const known = new WeakMap<FlowNode, CardGeometry>();

export function geometryOf(node: FlowNode): CardGeometry {
  const remembered = known.get(node);
  if (remembered) return remembered;
  const geometry = computeGeometry(portsOfNode(node), isTrigger(node, catalogue));
  known.set(node, geometry);
  return geometry;
}

function computeGeometry(ports: readonly Port[], trigger: boolean): CardGeometry {
  const named = ports.length > 1;
  const { width, height } = cardSize(ports.length);
  const firstRow = height - outputHeight * ports.length;
  const outputs = ports.map((port, place) => ({
    ...port,
    y: named ? firstRow + outputHeight * place + outputHeight / 2 - 4 : height / 2,
  }));
  return { width, height, input: trigger ? undefined : { y: cardHeight / 2 }, outputs, named };
}
