import type { IncomingMessage } from 'node:http';
import {
  type Accepted,
  type AcceptRequest,
  type CaptureRow,
  type DedupeKey,
  isCallbackKey,
} from '@sista/runtime';
import type { Logger } from '@sista/runtime/db';
import { newUuid } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import {
  answerAccepted,
  answerBody,
  answerDiskFull,
  answerDuplicate,
  answerHandshake,
  answerKept,
  answerMethod,
  answerOverloaded,
  answerPresent,
  answerTooMany,
  answerTooOften,
  answerUnknown,
  answerUnproven,
  type IngressAnswer,
} from './answer-caller.ts';
import { type CaptureContext, captureOf, type Outcome } from './capture-of.ts';
import type { FindIngress } from './find-ingress.ts';
import type { IncomingRequest, IngressRoute } from './ingress-route.types.ts';
import { type Decision, type Findings, type JudgeWorld, judgeRequest } from './judge-request.ts';
import type { CaptureBudget, RateLimit } from './rate-limit.ts';
import { type RawBody, readRawBody } from './read-raw-body.ts';
import { type CallbackDesk, type CallbackWorld, receiveCallback } from './receive-callback.ts';

/** What the ingress touches: the cache, the engine's two doors, and time. */
export type IngressWorld = JudgeWorld &
  CaptureContext &
  CallbackWorld & {
    ingresses: FindIngress;
    /** Capture, run and queue job in one commit; throws while that is not possible. */
    accept(request: AcceptRequest): Promise<Accepted>;
    /** Keeps a request that starts nothing; `duplicateOf` is the number of the first one with the same key. */
    recordCapture(
      capture: CaptureRow,
      dedupe?: readonly DedupeKey[],
    ): Promise<{ captureId: string; duplicateOf: string | null }>;
    /** Ms since the epoch. */
    now(): number;
    log: Logger;
  };

export type IngressLimits = {
  unknownKeys: RateLimit;
  refusals: CaptureBudget;
  /** Of one waiting step. */
  callbackCalls: RateLimit;
};

export type Caller = {
  key: string;
  method: string;
  /** Path and query as received. */
  target: string;
  headers: Record<string, string>;
  remote: string;
  message: IncomingMessage;
};

/**
 * The order of work for one request: look up, method, body, judge, commit, answer. Nothing is answered with 2xx
 * before it is committed. Null when the caller has left.
 */
export async function receiveRequest(
  world: IngressWorld,
  limits: IngressLimits,
  caller: Caller,
): Promise<IngressAnswer | null> {
  try {
    if (isCallbackKey(caller.key)) return await receiveForStep(world, limits, caller);
    const route = await world.ingresses.find(caller.key);
    if (!route) return refuseUnknown(limits, caller);
    const { methods, maxBytes } = route.config;
    if (caller.method === 'HEAD' || caller.method === 'OPTIONS')
      return answerPresent(methods, caller.method === 'HEAD');
    const request = incomingRequest(world, caller);
    if (!(methods as readonly string[]).includes(caller.method))
      return await refuseMethod(world, limits, route, request);
    const body = await readRawBody(caller.message, maxBytes);
    if (!body.ok) return await refuseBody(world, limits, route, request, body);
    const whole = { ...request, rawBody: body.raw, body: body.body };
    return await act(world, limits, route, whole, await judgeRequest(route, whole, world));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'too_many_requests') return answerTooOften(1);
    if (error instanceof Refusal && error.code === 'disk_full') return answerDiskFull(error.message);
    world.log.warn({ err: error }, 'a request was not kept; its sender is asked to send it again');
    return answerOverloaded(1 + Math.floor(Math.random() * 5));
  }
}

async function receiveForStep(
  world: IngressWorld,
  limits: IngressLimits,
  caller: Caller,
): Promise<IngressAnswer | null> {
  const route = await world.callbacks.find(caller.key);
  if (!route) return refuseUnknown(limits, caller);
  const desk: CallbackDesk = {
    calls: limits.callbackCalls,
    readBody: (maxBytes) => readRawBody(caller.message, maxBytes),
    keepRefused: (capture) => recordRefusal(world, limits, capture),
  };
  return await receiveCallback(world, desk, route, incomingRequest(world, caller));
}

function refuseUnknown(limits: IngressLimits, { remote }: Caller): IngressAnswer {
  const seconds = limits.unknownKeys.secondsToWait(remote);
  return seconds > 0 ? answerTooMany(seconds) : answerUnknown;
}

function incomingRequest(world: IngressWorld, { method, target, headers, remote }: Caller): IncomingRequest {
  const receivedAtMs = world.now();
  const nothing = new Uint8Array();
  return {
    captureId: newUuid(receivedAtMs),
    method,
    target,
    headers,
    remote,
    receivedAtMs,
    rawBody: nothing,
    body: nothing,
  };
}

async function act(
  world: IngressWorld,
  limits: IngressLimits,
  route: IngressRoute,
  request: IncomingRequest,
  decision: Decision,
): Promise<IngressAnswer> {
  const keep = (outcome: Outcome) => captureOf(route, request, outcome, decision.findings, world);
  switch (decision.kind) {
    case 'accept':
      return accept(world, route, decision, keep({ outcome: 'accepted', reason: null, explanation: null }));
    case 'park': {
      const { reason, explanation, dedupe } = decision;
      const { duplicateOf } = await world.recordCapture(
        keep({ outcome: 'parked', reason, explanation }),
        dedupe,
      );
      return duplicateOf === null
        ? answerKept(request.captureId, 'parked')
        : answerDuplicate(duplicateOf, null);
    }
    case 'filter': {
      const { reason, explanation } = decision;
      await world.recordCapture(keep({ outcome: 'filtered', reason, explanation }));
      return answerKept(request.captureId, 'filtered');
    }
    case 'handshake': {
      const { name, answer } = decision.handshake;
      await world.recordCapture(keep({ outcome: 'handshake', reason: name, explanation: null }));
      return answerHandshake(request.captureId, answer);
    }
    case 'refuse': {
      const { code, explanation } = decision;
      await recordRefusal(world, limits, keep({ outcome: 'refused', reason: code, explanation }));
      return code === 'invalid_json'
        ? answerBody(code, explanation)
        : answerUnproven(code, route.scheme.mode);
    }
  }
}

async function accept(
  world: IngressWorld,
  route: IngressRoute,
  decision: Decision & { kind: 'accept' },
  capture: CaptureRow,
): Promise<IngressAnswer> {
  const { definition, versionId } = route;
  if (versionId === null || !definition.trigger)
    throw new Error(`ingress ${route.ingressId} is live without a version`);
  const accepted = await world.accept({
    workspaceId: route.workspaceId,
    flowId: route.flowId,
    versionId,
    ingressId: route.ingressId,
    trigger: definition.trigger.kind,
    mode: 'live',
    effects: 'send',
    input: decision.trigger,
    capture,
    captureId: null,
    dedupe: decision.dedupe,
    parentRunId: null,
  });
  const first = accepted.runId ?? accepted.captureId ?? capture.id;
  return accepted.duplicate ? answerDuplicate(first, accepted.runId) : answerAccepted(capture.id, first);
}

const unjudged: Findings = {
  auth: { mode: 'unchecked', verified: false, secret: null },
  eventType: null,
  externalId: null,
  title: null,
};

async function refuseMethod(
  world: IngressWorld,
  limits: IngressLimits,
  route: IngressRoute,
  request: IncomingRequest,
): Promise<IngressAnswer> {
  const explanation = `${request.method} was sent; the trigger takes ${route.config.methods.join(', ')}.`;
  const outcome = { outcome: 'refused', reason: 'method_not_allowed', explanation } as const;
  await recordRefusal(world, limits, captureOf(route, request, outcome, unjudged, world));
  return answerMethod(request.method, route.config.methods);
}

async function refuseBody(
  world: IngressWorld,
  limits: IngressLimits,
  route: IngressRoute,
  request: IncomingRequest,
  body: RawBody & { ok: false },
): Promise<IngressAnswer | null> {
  if (body.code === 'aborted') return null;
  const { code, message, raw, size } = body;
  const outcome = { outcome: 'refused', reason: code, explanation: message } as const;
  await recordRefusal(
    world,
    limits,
    captureOf(route, { ...request, rawBody: raw }, outcome, unjudged, world, size),
  );
  return answerBody(code, message);
}

/** Waits for the capture, so that whoever reads the refusal finds it; the refusal stands if keeping it fails. */
async function recordRefusal(world: IngressWorld, limits: IngressLimits, capture: CaptureRow): Promise<void> {
  const suppressed = limits.refusals.take(capture.ingressId);
  if (suppressed === undefined) return;
  if (suppressed > 0) {
    const more = `And ${suppressed.toLocaleString('en')} more like this were not kept.`;
    capture.meta.explanation = [capture.meta.explanation, more].filter(Boolean).join(' ');
  }
  try {
    await world.recordCapture(capture);
  } catch (error) {
    world.log.warn({ err: error, ingressId: capture.ingressId }, 'a refused request was not kept');
  }
}
