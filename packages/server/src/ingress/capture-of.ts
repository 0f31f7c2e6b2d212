import { isIP } from 'node:net';
import type { CaptureRow } from '@sista/runtime';
import type { CaptureOutcome } from '@sista/shared/capture/capture-outcome';
import { isSecretHeader, isSecretParameter, maskSecrets } from '@sista/shared/source/secret-names';
import type { IncomingRequest, IngressRoute } from './ingress-route.types.ts';
import type { Findings } from './judge-request.ts';

/** What became of a request, for people. */
export type Outcome = { outcome: CaptureOutcome; reason: string | null; explanation: string | null };

/** `fingerprint` is keyed: it tells two secrets apart and gives none away. */
export type CaptureContext = { fingerprint(secret: string): string };

/** To whom a request belongs. */
export type CapturePlace = Pick<IngressRoute, 'workspaceId' | 'flowId' | 'ingressId'> & {
  source: { id: string };
};

/** What is kept of a request. `size`: bytes of the whole body, where only its head was read. */
export function captureOf(
  route: CapturePlace,
  request: IncomingRequest,
  { outcome, reason, explanation }: Outcome,
  findings: Findings,
  { fingerprint }: CaptureContext,
  size: number = request.rawBody.length,
): CaptureRow {
  const mask = (value: string) => `fingerprint:${fingerprint(value)}`;
  return {
    id: request.captureId,
    workspaceId: route.workspaceId,
    flowId: route.flowId,
    ingressId: route.ingressId,
    outcome,
    reason,
    method: request.method,
    query: maskedQuery(request.target, mask),
    remote: isIP(request.remote) ? request.remote : null,
    headers: maskSecrets(request.headers, isSecretHeader, mask),
    body: request.rawBody,
    size,
    meta: {
      source: route.source.id,
      ...findings,
      contentType: request.headers['content-type'] ?? null,
      explanation,
    },
    receivedAtMs: request.receivedAtMs,
  };
}

function maskedQuery(target: string, mask: (value: string) => string): string {
  const at = target.indexOf('?');
  if (at < 0) return '';
  const text = target.slice(at + 1);
  const query = new URLSearchParams(text);
  const secret = [...query.keys()].filter(isSecretParameter);
  if (secret.length === 0) return text;
  for (const name of new Set(secret)) query.set(name, mask(query.get(name) ?? ''));
  return query.toString();
}
