import { captureOutcomes } from '@sista/shared/capture/capture-outcome';
import type { CaptureRow } from '../accept/accept.types.ts';
import type { Sql } from '../db/sql.ts';

/** `run`: the run that the capture belongs to; null where it is the capture's own number or there is none. */
export type CaptureInsert = { capture: CaptureRow; run: string | null };

export async function insertCaptures(sql: Sql, captures: readonly CaptureInsert[]): Promise<void> {
  if (captures.length === 0) return;
  const rows = captures.map(({ capture }) => capture);
  await sql.query(
    'insert-captures',
    `insert into engine.capture (id, ingress_id, run_id, outcome, reason, method, query, remote, size, meta, headers, body)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::smallint[], $7::text[],
       $8::inet[], $9::int[], $10::json[], $11::json[], $12::bytea[])`,
    [
      rows.map(({ id }) => id),
      rows.map(({ ingressId }) => ingressId),
      captures.map(({ run }) => run),
      rows.map(({ outcome }) => captureOutcomes[outcome]),
      rows.map(({ reason }) => reason),
      rows.map(({ method }) => methodNumber(method)),
      rows.map(({ query }) => query),
      rows.map(({ remote }) => remote),
      rows.map(({ size }) => size),
      rows.map(({ meta }) => JSON.stringify(meta)),
      rows.map(({ headers }) => JSON.stringify(headers)),
      rows.map(({ body }) => (body ? Buffer.from(body) : null)),
    ],
  );
}

/** HTTP methods as the capture table keeps them. */
export const captureMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const methodNumber = (method: string) =>
  Math.max(0, (captureMethods as readonly string[]).indexOf(method.toUpperCase()));
