import { createHash } from 'node:crypto';

/** JSON with sorted members and no spaces (RFC 8785): equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of the canonical arguments, hex: "the same call" means the same tool and the same hash. */
export function hashArguments(args: unknown): string {
  return createHash('sha256').update(canonicalJson(args)).digest('hex');
}

/**
 * The key of an effect: the same after a crash, a retry and a replay. Call ids, turns and attempts are not in it,
 * because a model may ask for the same thing in another turn the next time.
 */
export function effectKey(
  place: { originRunId: string; nodeId: string; path: string },
  tool: string,
  args: unknown,
): string {
  const { originRunId, nodeId, path } = place;
  return createHash('sha256')
    .update(JSON.stringify([originRunId, nodeId, path, tool, canonicalJson(args)]))
    .digest('hex');
}
