import { createHash } from 'node:crypto';
import { Refusal } from '@sista/shared/refusal';
import type { FastifyRequest } from 'fastify';
import type { WorkspaceDb } from '../auth/workspace-db.ts';
import { refusalOf } from '../trpc/error-answer.ts';
import type { RequestContext } from '../trpc/request-context.ts';

export type Answer = { status: number; body: unknown };

const keptMs = 24 * 3_600_000;
/** A write that began this long ago and never ended died with its process; its key may be used again. */
const abandonedMs = 60_000;

/**
 * Performs a write once per `Idempotency-Key`: the row is claimed before the work and gets the answer after it. The
 * same key with the same request gives the stored answer for 24 h, with another request 409, and 409 too while the
 * first is still at work. Refusals of a caller's mistake are answers and kept; our own failures are not.
 */
export async function idempotent(
  context: RequestContext,
  request: FastifyRequest,
  perform: () => Promise<Answer>,
): Promise<Answer> {
  const key = request.headers['idempotency-key'];
  if (key === undefined || request.method === 'GET' || !context.actor) return perform();
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Refusal('bad_request', 'An Idempotency-Key has 1 to 255 printable characters without spaces.');
  }
  const { workspaceId } = context.actor;
  const db = context.dbOf(workspaceId);
  const requestHash = hashOf(request);
  const stored = await claim(db, { workspaceId, key, requestHash }, context.now());
  if (stored) return stored;
  try {
    const answer = await perform();
    await settle(db, key, answer);
    return answer;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal && refusal.status < 500 && refusal.status !== 429) {
      const { code, message, details } = refusal;
      await settle(db, key, {
        status: refusal.status,
        body: { error: { code, message, ...(details === undefined ? {} : { details }) } },
      });
    } else {
      await db.idempotencyKey.deleteMany({ where: { key } });
    }
    throw error;
  }
}

/** The stored answer, or null when the key is now ours. */
async function claim(
  db: WorkspaceDb,
  row: { workspaceId: string; key: string; requestHash: string },
  now: number,
): Promise<Answer | null> {
  const { key, requestHash } = row;
  const createdAt = new Date(now);
  const outdated = { createdAt: { lt: new Date(now - keptMs) } };
  const abandoned = { status: null, createdAt: { lt: new Date(now - abandonedMs) } };
  await db.idempotencyKey.deleteMany({ where: { OR: [outdated, { key, ...abandoned }] } });
  const { count } = await db.idempotencyKey.createMany({
    data: [{ ...row, createdAt }],
    skipDuplicates: true,
  });
  if (count === 1) return null;
  const first = await db.idempotencyKey.findFirst({ where: { key } });
  if (!first) return claim(db, row, now);
  if (first.requestHash !== requestHash) {
    throw new Refusal(
      'idempotency_conflict',
      'This Idempotency-Key was used for another request. Send a new key with a new request.',
    );
  }
  if (first.status === null) {
    throw new Refusal(
      'idempotency_conflict',
      'The first request with this Idempotency-Key is still at work. Wait a moment.',
    );
  }
  return { status: first.status, body: first.body };
}

async function settle(db: WorkspaceDb, key: string, { status, body }: Answer): Promise<void> {
  await db.idempotencyKey.updateMany({
    where: { key },
    data: { status, body: JSON.parse(JSON.stringify(body ?? null)) },
  });
}

function hashOf(request: FastifyRequest): string {
  const parts = [request.method, request.url, JSON.stringify(request.body ?? null)];
  return createHash('sha256').update(parts.join('\n')).digest('base64url');
}
