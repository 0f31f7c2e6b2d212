import type { CallbackRoute, CallbackVerbs, CaptureRow } from '@sista/runtime';
import { fromId } from '@sista/shared/ids';
import type { OpenCredential } from '@sista/shared/node/step-context';
import { type CallbackConfig, callbackConfig } from '@sista/shared/source/callback-fields';
import { parseBody } from '@sista/shared/source/parse-body';
import { schemeFor } from '@sista/shared/source/scheme-for';
import { plainHmac } from '@sista/shared/source/trigger-config';
import {
  answerAccepted,
  answerBody,
  answerCallbackDuplicate,
  answerCallbackMethod,
  answerOverloaded,
  answerPresent,
  answerRunEnded,
  answerTooOften,
  answerUnknown,
  answerUnproven,
  type IngressAnswer,
} from './answer-caller.ts';
import { type CaptureContext, captureOf, type Outcome } from './capture-of.ts';
import type { IncomingRequest, IngressRoute } from './ingress-route.types.ts';
import { type Findings, proveRequest } from './judge-request.ts';
import type { RateLimit } from './rate-limit.ts';
import type { RawBody } from './read-raw-body.ts';

const methods = ['POST', 'PUT'] as const;

export type CallbackWorld = CaptureContext & {
  callbacks: CallbackVerbs;
  /** Null where the credential is gone. */
  openCredential(workspaceId: string, credentialId: string): Promise<OpenCredential | null>;
  /** Without a slash at its end. */
  publicUrl: string;
};

/** What the ingress lends: how it reads a body, and how it keeps a request that it refuses. */
export type CallbackDesk = {
  calls: RateLimit;
  readBody(maxBytes: number): Promise<RawBody>;
  keepRefused(capture: CaptureRow): Promise<void>;
};

/**
 * The order of work for a request to the address of a waiting step: method, rate, body, proof, parse, commit,
 * answer. Nothing is answered with 2xx before it is committed. Null when the caller has left.
 */
export async function receiveCallback(
  world: CallbackWorld,
  desk: CallbackDesk,
  route: CallbackRoute,
  request: IncomingRequest,
): Promise<IngressAnswer | null> {
  const { method } = request;
  if (method === 'OPTIONS') return answerPresent(methods, false);
  const seconds = desk.calls.secondsToWait(Object.values(route.place).join('|'));
  if (seconds > 0) return answerTooOften(seconds);
  if (!(methods as readonly string[]).includes(method))
    return await refuseMethod(world, desk, route, request);
  const asked = readConfig(route);
  const body = await desk.readBody(asked.maxBytes);
  if (!body.ok) return await refuseBody(world, desk, route, request, body);
  const whole = { ...request, rawBody: body.raw, body: body.body };
  const proof = proveRequest(await proofOf(world, route, asked), whole, world.publicUrl);
  if (!proof.ok) {
    const outcome = { outcome: 'refused', reason: proof.code, explanation: proof.message } as const;
    await desk.keepRefused(
      keep(world, route, whole, outcome, { mode: proof.mode, verified: false, secret: null }),
    );
    return answerUnproven(proof.code, proof.mode);
  }
  const { mode, verified, secret } = proof;
  const auth = { mode, verified, secret };
  const parsed = await parseBody(whole.body, whole.headers['content-type'] ?? null, { json: false });
  if (!parsed.ok) {
    const outcome = { outcome: 'refused', reason: parsed.code, explanation: parsed.message } as const;
    await desk.keepRefused(keep(world, route, whole, outcome, auth));
    return answerBody(parsed.code, parsed.message);
  }
  const accepted = { outcome: 'accepted', reason: null, explanation: null } as const;
  return await answer(world, route, keep(world, route, whole, accepted, auth));
}

async function answer(
  world: CallbackWorld,
  { place }: CallbackRoute,
  capture: CaptureRow,
): Promise<IngressAnswer | null> {
  const outcome = await world.callbacks.answer({ place, capture });
  switch (outcome.kind) {
    case 'accepted':
      return answerAccepted(capture.id, place.runId);
    case 'duplicate':
      return answerCallbackDuplicate(outcome.first, place.runId);
    case 'ended':
      return answerRunEnded(outcome.message);
    case 'busy':
      return answerOverloaded(1);
    case 'unknown':
      return answerUnknown;
  }
}

/** A config that does not fit must not open the address: then every request is refused until somebody looks. */
function readConfig({ config }: CallbackRoute): CallbackConfig {
  const parsed = callbackConfig.safeParse(config);
  return parsed.success ? parsed.data : { ...callbackConfig.parse({}), auth: plainHmac };
}

async function proofOf(
  { openCredential }: CallbackWorld,
  { workspaceId }: CallbackRoute,
  config: CallbackConfig,
): Promise<Pick<IngressRoute, 'scheme' | 'secrets'>> {
  const id = config.credential === undefined ? undefined : fromId('credential', config.credential);
  const credential =
    config.credential === undefined ? undefined : id ? await openCredential(workspaceId, id) : null;
  const type = credential === null ? null : credential?.type;
  return {
    scheme: schemeFor({ scheme: null }, config, type),
    secrets: credential ? [credential] : [],
  };
}

function keep(
  world: CallbackWorld,
  { place, workspaceId, flowId, nodeName }: CallbackRoute,
  request: IncomingRequest,
  outcome: Outcome,
  auth: Findings['auth'],
  size?: number,
): CaptureRow {
  const owner = { workspaceId, flowId, ingressId: flowId, source: { id: 'callback' } };
  const findings = { auth, eventType: null, externalId: null, title: `Answer to ${nodeName}` };
  const capture = captureOf(owner, request, outcome, findings, world, size);
  return { ...capture, meta: { ...capture.meta, callback: { ...place, first: null } } };
}

const unchecked: Findings['auth'] = { mode: 'unchecked', verified: false, secret: null };

async function refuseMethod(
  world: CallbackWorld,
  desk: CallbackDesk,
  route: CallbackRoute,
  request: IncomingRequest,
): Promise<IngressAnswer> {
  const explanation = `${request.method} was sent; a waiting step takes ${methods.join(' and ')}, so it still waits.`;
  const outcome = { outcome: 'refused', reason: 'method_not_allowed', explanation } as const;
  if (request.method !== 'HEAD') await desk.keepRefused(keep(world, route, request, outcome, unchecked));
  return answerCallbackMethod(request.method, methods);
}

async function refuseBody(
  world: CallbackWorld,
  desk: CallbackDesk,
  route: CallbackRoute,
  request: IncomingRequest,
  body: RawBody & { ok: false },
): Promise<IngressAnswer | null> {
  if (body.code === 'aborted') return null;
  const { code, message, raw, size } = body;
  const outcome = { outcome: 'refused', reason: code, explanation: message } as const;
  const head = { ...request, rawBody: raw };
  await desk.keepRefused(keep(world, route, head, outcome, unchecked, size));
  return answerBody(code, message);
}
