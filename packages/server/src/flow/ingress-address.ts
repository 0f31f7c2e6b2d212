import { openText, type SealKeys, seal } from '@sista/runtime/db';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { triggerOf } from '@sista/shared/flow/node-catalogue';
import { newUuid } from '@sista/shared/ids';
import type { WorkspaceDb } from '../auth/workspace-db.ts';
import { createIngressKey, ingressSealContext, ingressUrl } from '../ingress/ingress-key.ts';
import { nodeCatalogue } from './flow-facts.ts';

/** The columns of a new key for the ingress `id` (a UUID). */
export function sealIngressKey(keys: SealKeys, id: string) {
  const { keyHash, keySealed } = createIngressKey(id, (plain, context) => seal(plain, keys, context));
  return { keyHash: new Uint8Array(keyHash), keySealed: new Uint8Array(keySealed) };
}

type IngressDb = Pick<WorkspaceDb, 'ingress'>;

/** The node whose requests come from outside, or undefined where the trigger has no address. */
export function ingressNode(document: FlowDocument) {
  const trigger = triggerOf(document, nodeCatalogue);
  return trigger && nodeCatalogue.get(trigger.type)?.trigger?.ingress ? trigger : undefined;
}

/**
 * Gives the trigger an address from its first save on, so that it can be handed out before anything is published.
 * The row of a removed trigger stays: undoing the removal brings the same address back.
 */
export async function ensureIngress(
  db: IngressDb,
  keys: SealKeys,
  flow: { workspaceId: string; flowId: string; document: FlowDocument },
): Promise<void> {
  const { workspaceId, flowId, document } = flow;
  const node = ingressNode(document);
  if (!node || (await db.ingress.findFirst({ where: { flowId, nodeId: node.id } }))) return;
  const id = newUuid();
  // Two first saves at once: the second keeps the first one's row.
  await db.ingress.createMany({
    data: [{ id, workspaceId, flowId, nodeId: node.id, ...sealIngressKey(keys, id) }],
    skipDuplicates: true,
  });
}

/** `https://…/in/<key>`, or null where the trigger has no address. */
export async function readIngressUrl(
  db: IngressDb,
  keys: SealKeys,
  publicUrl: string,
  flow: { flowId: string; document: FlowDocument },
): Promise<string | null> {
  const node = ingressNode(flow.document);
  if (!node) return null;
  const row = await db.ingress.findFirst({ where: { flowId: flow.flowId, nodeId: node.id } });
  return row ? ingressUrl(publicUrl, openText(row.keySealed, keys, ingressSealContext(row.id))) : null;
}
