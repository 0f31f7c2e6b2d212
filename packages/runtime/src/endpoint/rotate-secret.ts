import type { RotatedSecret, RotateSecretInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import { urlWithoutQuery } from '../delivery/load-endpoint.ts';
import type { Asking } from '../employee/verb-context.ts';
import type { Fact } from '../event/render-event.ts';
import { readEndpointRow } from './endpoint-rows.ts';
import { insertSecret, madeSecret } from './endpoint-secrets.ts';
import type { EndpointShop } from './endpoint-shop.ts';

type SecretRow = { n: number; fingerprint: string; signs_until: Date | null };
type Rotated = { secret: string | null; fingerprint: string; previous: SecretRow | undefined };

/**
 * Puts a new secret in place; for `overlapHours` both sign, newest first. Refuses with `rotation_running` while an
 * overlap lasts, unless `force`, and with `conflict` when there is no previous one to revoke.
 */
export async function rotateSecret(
  shop: EndpointShop,
  { workspaceId, by }: Asking,
  input: RotateSecretInput,
): Promise<RotatedSecret> {
  const now = shop.now();
  const { url, description } = await readEndpointRow(shop.database.hot, workspaceId, input.id, now);
  const { answer, nudges } = await shop.database.hot.transaction(async (sql) => {
    const secrets = await lockSecrets(sql, input.id);
    const previousValidUntil = input.revokePrevious ? now : now + input.overlapHours * 3_600_000;
    const { fingerprint, secret, previous } = input.revokePrevious
      ? revoked(secrets, now)
      : await rotated(shop, sql, input, secrets, now);
    await endSecrets(sql, input.id, { n: previous?.n ?? 0, until: previousValidUntil, now });
    const fact: Fact = {
      type: 'secret.rotated',
      workspaceId,
      page: `/endpoints/${toId('endpoint', input.id)}`,
      aboutEndpoint: input.id,
      fields: {
        of: {
          kind: 'endpoint',
          id: toId('endpoint', input.id),
          name: description || urlWithoutQuery(url),
        },
        fingerprint,
        previousFingerprint: previous?.fingerprint ?? null,
        previousValidUntil: previous === undefined ? null : new Date(previousValidUntil).toISOString(),
        by,
      },
    };
    const told = await shop.emitter.emit(sql, [fact], now);
    const { previousFingerprint, previousValidUntil: until } = fact.fields;
    return {
      nudges: told.nudges,
      answer: { secret, fingerprint, previousFingerprint, previousValidUntil: until },
    };
  });
  for (const endpointId of nudges) shop.lines.nudge(endpointId);
  return answer;
}

async function rotated(
  { sealKeys }: EndpointShop,
  sql: Sql,
  input: RotateSecretInput,
  secrets: readonly SecretRow[],
  now: number,
): Promise<Rotated> {
  const [newest] = secrets;
  const running = secrets.find(({ signs_until: until }) => until !== null && until.getTime() > now);
  if (running !== undefined && !input.force) {
    throw new Refusal(
      'rotation_running',
      `Until ${running.signs_until?.toISOString()} the secret ${running.fingerprint} signs beside the present one. ` +
        'Wait, end that with "revokePrevious", or rotate with "force": then it stops at once.',
    );
  }
  const secret = input.secret ?? madeSecret();
  const n = (newest?.n ?? 0) + 1;
  const { fingerprint } = await insertSecret(sql, { endpointId: input.id, n, secret }, sealKeys, now);
  return { secret, fingerprint, previous: newest };
}

function revoked(secrets: readonly SecretRow[], now: number): Rotated {
  const [newest, previous] = secrets;
  const runs = previous?.signs_until != null && previous.signs_until.getTime() > now;
  if (newest === undefined || !runs) {
    throw new Refusal('conflict', 'Only one secret signs: there is no previous one to revoke.');
  }
  return { secret: null, fingerprint: newest.fingerprint, previous };
}

/** Newest first. Two rotations at once: the second one waits here and finds the first. */
async function lockSecrets(sql: Sql, endpointId: string): Promise<SecretRow[]> {
  await sql.query('lock-endpoint', 'select from public.endpoint where id = $1 for update', [endpointId]);
  return sql.query<SecretRow>(
    'endpoint-secret-rows',
    'select n, fingerprint, signs_until from public.endpoint_secret where endpoint_id = $1 order by n desc limit 10',
    [endpointId],
  );
}

/** The previous secret signs until `until`; those before it no more. */
async function endSecrets(
  sql: Sql,
  endpointId: string,
  { n, until, now }: { n: number; until: number; now: number },
): Promise<void> {
  await sql.query(
    'end-endpoint-secrets',
    `update public.endpoint_secret set signs_until = case when n = $2 then $3::timestamptz else least(signs_until, $4) end
     where endpoint_id = $1 and n <= $2`,
    [endpointId, n, new Date(until), new Date(now)],
  );
}
