import type { Flow, RotateIngressInput } from '@sista/shared/flow/flow-api.schema';
import { toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { ingressNode, sealIngressKey } from './ingress-address.ts';
import { documentOf, loadFlow, viewFlow } from './view-flow.ts';

const hourMs = 3_600_000;

/** Gives the trigger a new address. The old one stays valid beside it for `overlapHours`. */
export async function rotateIngress(
  context: Context,
  { id, overlapHours }: RotateIngressInput,
): Promise<Flow> {
  const { db, sealKeys, now } = context;
  const flow = await loadFlow(context, id);
  const node = ingressNode(documentOf(flow));
  const row = node && (await db.ingress.findFirst({ where: { flowId: id, nodeId: node.id } }));
  if (!row)
    throw new Refusal('conflict', 'The trigger of this flow has no address. Choose one that takes requests.');
  await db.ingress.updateMany({
    where: { id: row.id },
    data: {
      ...sealIngressKey(sealKeys, row.id),
      previousKeyHash: row.keyHash,
      previousUntil: new Date(now() + overlapHours * hourMs),
      configVersion: { increment: 1 },
    },
  });
  await recordAudit(context, 'flow.rotateIngress', toId('flow', id), { overlapHours });
  return viewFlow(context, flow);
}
