import { toId } from '@sista/shared/ids';
import { type BuiltTrigger, buildTrigger } from '@sista/shared/source/build-trigger';
import {
  automaticTexts,
  type DedupeText,
  expressedTexts,
  requestIdOf,
} from '@sista/shared/source/dedupe-texts';
import type { Handshake, SourceReader, SourceRequest } from '@sista/shared/source/define-source';
import { eventTypeOf } from '@sista/shared/source/event-type';
import { filterByConclusion, filterByType } from '@sista/shared/source/filter-request';
import { parseBody } from '@sista/shared/source/parse-body';
import type { AcceptedProof, ProofCode, Verdict } from '@sista/shared/source/verdict';
import { verifyRequest } from '@sista/shared/source/verify-request';
import { type HashedKey, hashDedupeKeys } from './dedupe-keys.ts';
import type { IncomingRequest, IngressRoute } from './ingress-route.types.ts';

/** What is known of a request when it is judged, for its capture. */
export type Findings = {
  auth: { mode: string; verified: boolean; secret: string | null };
  eventType: string | null;
  externalId: string | null;
  title: string | null;
};

export type ParkReason = 'paused' | 'unpublished' | 'normalise_failed';

/** `explanation` is for the people of the workspace. */
export type Decision = { findings: Findings } & (
  | { kind: 'accept'; trigger: Record<string, unknown>; dedupe: readonly HashedKey[] }
  | { kind: 'park'; reason: ParkReason; explanation: string; dedupe: readonly HashedKey[] }
  | { kind: 'filter'; reason: 'event_type' | 'condition'; explanation: string }
  | { kind: 'handshake'; handshake: Handshake }
  | { kind: 'refuse'; code: ProofCode | 'invalid_json'; explanation: string }
);

export type JudgeWorld = {
  readers: Readonly<Record<string, SourceReader>>;
  /** Without a slash at its end. */
  publicUrl: string;
};

/**
 * Decides what a request is, from the route and the request alone: nothing is written and nothing outside is called.
 * The order is that of trust: who sent it, a handshake, what it says, whether that starts a run.
 */
export async function judgeRequest(
  route: IngressRoute,
  request: IncomingRequest,
  world: JudgeWorld,
): Promise<Decision> {
  const nothing = { eventType: null, externalId: null, title: null };
  const verdict = proveRequest(route, request, world.publicUrl);
  if (!verdict.ok) {
    const auth = { mode: verdict.mode, verified: false, secret: null };
    return {
      kind: 'refuse',
      code: verdict.code,
      explanation: verdict.message,
      findings: { auth, ...nothing },
    };
  }
  const { mode, verified, secret } = verdict;
  const auth = { mode, verified, secret };
  const parsed = await parseBody(request.body, request.headers['content-type'] ?? null, route.source);
  if (!parsed.ok)
    return { kind: 'refuse', code: parsed.code, explanation: parsed.message, findings: { auth, ...nothing } };
  const read = toSourceRequest(request, parsed.body);
  const eventType = eventTypeOf(route.source, route.scheme, read);
  const findings = { auth, ...nothing, eventType, externalId: requestIdOf(route.source, route.scheme, read) };
  const handshake = route.source.handshakes.find((each) => each.eventType === eventType);
  if (handshake) return { kind: 'handshake', handshake, findings: { ...findings, title: handshake.name } };
  const shape = route.definition.trigger?.shape ?? null;
  const filtered = filterByType(route.source, shape, route.config, eventType);
  if (filtered) return { kind: 'filter', ...filtered, findings };
  return judgeContent(route, request, read, world, { verdict, findings });
}

type Known = { verdict: AcceptedProof; findings: Findings };

async function judgeContent(
  route: IngressRoute,
  request: IncomingRequest,
  read: SourceRequest,
  { readers }: JudgeWorld,
  { verdict, findings }: Known,
): Promise<Decision> {
  const { definition, storedConfig } = route;
  const built = await buildTrigger({
    definition,
    config: storedConfig,
    readers,
    request: read,
    auth: findings.auth,
  });
  const known = built.ok ? { ...findings, externalId: built.externalId, title: built.title } : findings;
  if (built.ok) {
    const filtered = filterByConclusion(route.config, definition.trigger?.shape ?? null, built.trigger);
    if (filtered) return { kind: 'filter', ...filtered, findings: known };
  }
  const same = await dedupeTexts(route, read, built, verdict);
  const dedupe = hashDedupeKeys(same.texts, request.rawBody);
  const parked = parkReason(route, built, same.problem);
  if (parked) return { kind: 'park', ...parked, dedupe, findings: known };
  if (!built.ok) throw new Error('a trigger that could not be built was not parked');
  return { kind: 'accept', trigger: built.trigger, dedupe, findings: known };
}

/** Whether a request proves what this address asks for. */
export function proveRequest(
  route: Pick<IngressRoute, 'scheme' | 'secrets'>,
  request: IncomingRequest,
  publicUrl: string,
): Verdict {
  const at = request.target.indexOf('?');
  const path = at < 0 ? request.target : request.target.slice(0, at);
  return verifyRequest(
    route.scheme,
    {
      method: request.method,
      url: `${publicUrl}${request.target}`,
      path,
      query: at < 0 ? '' : request.target.slice(at + 1),
      headers: request.headers,
      rawBody: request.rawBody,
    },
    route.secrets,
    request.receivedAtMs,
  );
}

function toSourceRequest(request: IncomingRequest, body: unknown): SourceRequest {
  const at = request.target.indexOf('?');
  return {
    method: request.method,
    query: at < 0 ? {} : Object.fromEntries(new URLSearchParams(request.target.slice(at + 1))),
    headers: request.headers,
    body,
    receivedAt: request.receivedAtMs,
    captureId: toId('capture', request.captureId),
  };
}

type Sameness = { texts: readonly DedupeText[]; problem: string | null };

async function dedupeTexts(
  route: IngressRoute,
  read: SourceRequest,
  built: BuiltTrigger,
  verdict: AcceptedProof,
): Promise<Sameness> {
  const { dedupe, dedupeHours } = route.config;
  if (dedupe === 'off') return { texts: [], problem: null };
  if (dedupe === 'auto') {
    const eventType = eventTypeOf(route.source, route.scheme, read);
    const id = requestIdOf(route.source, route.scheme, read);
    const tolerance =
      route.scheme.mode === 'hmac' && verdict.signedAtMs !== null ? route.scheme.toleranceSeconds : null;
    const windows = { hours: dedupeHours, signedToleranceMs: tolerance === null ? null : tolerance * 1_000 };
    return { texts: automaticTexts(route.source.dedupe, id, eventType, windows), problem: null };
  }
  if (!built.ok) return { texts: [], problem: null };
  try {
    const about = { hours: dedupeHours, nowMs: read.receivedAt, seed: read.captureId };
    return { texts: await expressedTexts(dedupe, built.trigger, about), problem: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { texts: [], problem: `The expression that recognises repeats failed: ${reason}` };
  }
}

function parkReason(
  route: IngressRoute,
  built: BuiltTrigger,
  dedupeProblem: string | null,
): { reason: ParkReason; explanation: string } | null {
  if (route.state === 'unpublished')
    return {
      reason: 'unpublished',
      explanation: 'The flow was not published yet. Publish it, then replay this request.',
    };
  if (route.state === 'paused')
    return { reason: 'paused', explanation: 'The flow was paused. Resume it, then replay this request.' };
  const problem = built.ok ? dedupeProblem : built.message;
  return problem === null ? null : { reason: 'normalise_failed', explanation: problem };
}
