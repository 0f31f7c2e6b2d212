import type { AcceptRequest } from './accept.types.ts';
import { claimName, type KeyClaim } from './claim-keys.ts';

/** A request of a batch under the number that it gets if it is the first of its kind. */
export type Draft = { id: string; request: AcceptRequest; inputText: string };

export const ownerOf = ({ ingressId, flowId }: AcceptRequest) => ingressId ?? flowId;

/** Equal keys inside one batch: only the first claims, the others join it (a statement cannot touch a row twice). */
export function foldTwins(drafts: readonly Draft[]): { claims: KeyClaim[]; firstOf: Map<string, string> } {
  const firstOf = new Map<string, string>();
  const claims: KeyClaim[] = [];
  for (const { id, request } of drafts) {
    const names = request.dedupe.map((key) => claimName(ownerOf(request), key));
    const first = names.map((name) => firstOf.get(name)).find((found) => found !== undefined) ?? id;
    request.dedupe.forEach((key, index) => {
      const name = names[index] as string;
      if (firstOf.has(name)) return;
      firstOf.set(name, first);
      claims.push({ ownerId: ownerOf(request), key, runId: first });
    });
  }
  return { claims, firstOf };
}

/** For each request the run it belongs to: its own, or the first one that claimed any of its keys. */
export function firstRuns(
  drafts: readonly Draft[],
  firstOf: ReadonlyMap<string, string>,
  owners: ReadonlyMap<string, string>,
): Map<string, string> {
  const first = new Map<string, string>();
  for (const { id, request } of drafts) {
    const found = request.dedupe
      .map((key) => claimName(ownerOf(request), key))
      .map((name) => owners.get(name) ?? firstOf.get(name))
      .find((owner) => owner !== undefined && owner !== id);
    // A twin in the same batch may itself turn out to be a duplicate of an older run.
    first.set(id, found === undefined ? id : (first.get(found) ?? found));
  }
  return first;
}

/** The keys of a duplicate that stand for another run: they are to lead to the same first one. */
export function strayKeys(
  { request }: Draft,
  runId: string,
  owners: ReadonlyMap<string, string>,
): KeyClaim[] {
  const ownerId = ownerOf(request);
  return request.dedupe
    .filter((key) => (owners.get(claimName(ownerId, key)) ?? runId) !== runId)
    .map((key) => ({ ownerId, key, runId }));
}
