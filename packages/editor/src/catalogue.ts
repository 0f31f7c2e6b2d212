import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import { nodeDefinitions } from '@sista/shared/nodes';

/** Node types by their name, as the functions of `shared` want them. */
export const catalogue: NodeCatalogue = new Map(Object.entries(nodeDefinitions));
