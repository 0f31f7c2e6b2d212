import { headerProblem } from '@sista/shared/endpoint/endpoint.schema';
import { customTypeOf, isCustomType } from '@sista/shared/endpoint/event-pattern';
import { fromId, toId } from '@sista/shared/ids';
import type { OutgoingWebhook, StagedSend } from '@sista/shared/node/step-context';
import { failed, StepFailed } from '@sista/shared/node/step-result';
import type { SealKeys } from '../credential/seal.ts';
import type { Sql } from '../db/sql.ts';
import { deliveryIdOf, deriveId } from '../event/derive-id.ts';
import type { StagedRows } from '../event/emit.ts';
import { largestBody } from '../event/render-event.ts';
import type { Outbound } from '../http/outbound.ts';
import type { FindImplicitEndpoint } from './find-implicit-endpoint.ts';
import { sealSlot } from './sealed-slot.ts';

/** The step that sends. Ids are UUIDs; `startedAtMs` is its recorded start, the same at every try. */
export type SendingStep = {
  workspaceId: string;
  flowId: string;
  runId: string;
  seq: number;
  nodeId: string;
  path: string;
  startedAtMs: number;
  /** Runs started by events that lie before this one. */
  depth: number;
  origin: 'node' | 'tool';
  /** Tells several sends of one step apart: their place in it, from 0. */
  nth: number;
  /** The request inbox that gets it instead: a test that holds back, or a sandbox employee upstream. */
  redirectUrl: string | null;
};

export type StageDependencies = {
  sql: Sql;
  outbound: Pick<Outbound, 'judge'>;
  implicitEndpoint: FindImplicitEndpoint;
  sealKeys: SealKeys;
  now: number;
};

/**
 * Builds the rows of a flow's send while the step executes; `insertStagedRows` writes them with the step's
 * checkpoint, before the first byte leaves. Ids are derived, so the same step staged again after a crash is the same
 * message. Throws StepFailed when the send cannot be made as it is configured.
 */
export async function stageSend(
  step: SendingStep,
  webhook: OutgoingWebhook,
  dependencies: StageDependencies,
): Promise<{ staged: StagedSend; rows: StagedRows }> {
  const url = targetOf(step, webhook, dependencies.outbound);
  checkHeaders(webhook.headers);
  const credentialId = await credentialOf(webhook.credential, step.workspaceId, dependencies.sql);
  const origin = { workspaceId: step.workspaceId, origin: url.origin, credentialId };
  const endpointId = await dependencies.implicitEndpoint(dependencies.sql, origin, dependencies.now);
  const { runId, seq, nodeId, path, nth, startedAtMs, workspaceId } = step;
  const eventId = deriveId(startedAtMs, 'send', runId, nodeId, path, String(nth));
  const deliveryId = deliveryIdOf(startedAtMs, eventId, endpointId, 0);
  const slot = { headers: webhook.headers, timeoutSeconds: webhook.timeoutSeconds, signed: webhook.signed };
  const rows: StagedRows = {
    event: eventOf(step, webhook, eventId),
    delivery: {
      id: deliveryId,
      workspaceId,
      eventId,
      endpointId,
      runId,
      seq,
      replayNo: 0,
      parked: null,
      url: url.href,
      sealedSlot: sealSlot(slot, eventId, dependencies.sealKeys),
      routing: null,
      awaited: webhook.awaited === true,
    },
  };
  const redirected = step.redirectUrl !== null;
  const ids = { eventId: toId('event', eventId), deliveryId: toId('delivery', deliveryId) };
  return { staged: { ...ids, status: 'pending', redirected }, rows };
}

function eventOf(step: SendingStep, webhook: OutgoingWebhook, id: string): StagedRows['event'] {
  const data = webhook.body.toWellFormed();
  const bytes = Buffer.byteLength(data);
  if (bytes > largestBody) {
    throw refused(
      'body_too_large',
      `The body has ${bytes} bytes; at most ${largestBody} are sent. Send a link instead.`,
      'body',
    );
  }
  return {
    id,
    workspaceId: step.workspaceId,
    type: isCustomType(webhook.eventType) ? webhook.eventType : customTypeOf(webhook.eventType),
    flowId: step.flowId,
    runId: step.runId,
    seq: step.seq,
    employeeIds: [],
    teamIds: [],
    causeId: null,
    depth: step.depth,
    origin: step.origin,
    matched: 1,
    bare: !webhook.envelope,
    data,
  };
}

/** The address is judged as configured also when the send is redirected: a test must find what live would refuse. */
function targetOf(step: SendingStep, webhook: OutgoingWebhook, outbound: Pick<Outbound, 'judge'>): URL {
  const judged = outbound.judge(webhook.url);
  if (!judged.ok) throw refused('private_target', judged.message, 'url');
  return step.redirectUrl === null ? judged.url : new URL(step.redirectUrl);
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const problem = headerProblem(name, value);
    if (problem !== undefined) throw refused('invalid_header', problem, 'headers');
  }
}

const usable = ['signing-secret', 'bearer', 'basic', 'header'];

async function credentialOf(id: string | null, workspaceId: string, sql: Sql): Promise<string | null> {
  if (id === null) return null;
  const uuid = fromId('credential', id);
  const rows = await sql.query<{ type: string }>(
    'credential-type',
    'select type from public.credential where id = $1 and workspace_id = $2',
    [uuid ?? null, workspaceId],
  );
  const type = rows[0]?.type;
  if (type === undefined || uuid === undefined) {
    throw refused(
      'credential_missing',
      `The credential ${id} is not there any more. Choose another.`,
      'credential',
    );
  }
  if (!usable.includes(type)) {
    throw refused(
      'credential_type',
      `A ${type} credential cannot sign or authorise a webhook. Choose a signing secret.`,
      'credential',
    );
  }
  return uuid;
}

function refused(code: string, message: string, path: string): StepFailed {
  return new StepFailed(failed(code, message, { path }));
}
