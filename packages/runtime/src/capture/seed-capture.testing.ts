import { newUuid } from '@sista/shared/ids';
import type { CaptureRow } from '../accept/accept.types.ts';
import type { Sql } from '../db/sql.ts';

export type SeededIngress = {
  workspaceId: string;
  flowId: string;
  ingressId: string;
  versionId: string | null;
};

/** A flow whose only node is a trigger of this type and config, with its ingress; published unless told otherwise. */
export async function seedIngress(
  sql: Sql,
  trigger: { type?: string; config?: Record<string, unknown>; live?: boolean; workspaceId?: string } = {},
): Promise<SeededIngress> {
  const {
    type = 'trigger-order',
    config = { source: 'shopify' },
    live = true,
    workspaceId = newUuid(),
  } = trigger;
  const flowId = newUuid();
  const ingressId = newUuid();
  const versionId = live ? newUuid() : null;
  const node = { id: 'start', type, name: 'Start', position: { x: 0, y: 0 }, config };
  const document = JSON.stringify({ schema: 'sista.flow/1', name: 'Orders', nodes: [node], edges: [] });
  await sql.query(
    'seed-flow',
    `insert into public.flow (id, workspace_id, name, status, document, live_version_id, created_by)
     values ($1, $2, 'Orders', $3, $4, $5, 'ada')`,
    [flowId, workspaceId, live ? 'live' : 'draft', document, versionId],
  );
  if (versionId)
    await sql.query(
      'seed-version',
      `insert into public.flow_version (id, workspace_id, flow_id, n, document, logic_hash) values ($1, $2, $3, 1, $4, 'h')`,
      [versionId, workspaceId, flowId, document],
    );
  await sql.query(
    'seed-ingress',
    `insert into public.ingress (id, workspace_id, flow_id, node_id, key_hash, key_sealed)
     values ($1, $2, $3, 'start', $4, $5)`,
    [ingressId, workspaceId, flowId, Buffer.from(ingressId), Buffer.from('sealed')],
  );
  return { workspaceId, flowId, ingressId, versionId };
}

/** A request to that ingress as it is kept, by default a refused Shopify order. */
export function captureRow(ingress: SeededIngress, over: Partial<CaptureRow> = {}): CaptureRow {
  const body = over.body === undefined ? Buffer.from('{"id":1042,"name":"#1042"}') : over.body;
  return {
    id: newUuid(),
    workspaceId: ingress.workspaceId,
    flowId: ingress.flowId,
    ingressId: ingress.ingressId,
    outcome: 'refused',
    reason: 'signature_mismatch',
    method: 'POST',
    query: '',
    remote: '203.0.113.7',
    headers: { 'content-type': 'application/json', 'x-shopify-topic': 'orders/create' },
    body,
    size: body?.length ?? 0,
    meta: {
      source: 'shopify',
      eventType: 'orders/create',
      externalId: '1042',
      title: 'Order #1042',
      contentType: 'application/json',
      auth: { mode: 'hmac', verified: false, secret: null },
      explanation: 'The signature does not fit.',
    },
    receivedAtMs: Date.now(),
    ...over,
  };
}
