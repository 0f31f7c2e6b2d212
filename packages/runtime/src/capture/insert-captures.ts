import { captureOutcomes } from '@sista/shared/capture/capture-outcome';
import type { CaptureRow } from '../accept/accept.types.ts';
import { byteaArray, jsonArray, plainArray, textArray } from '../db/array-parameters.ts';
import type { Sql } from '../db/sql.ts';

/** `run`: the run that the capture belongs to; null where it is the capture's own number or there is none. */
export type CaptureInsert = { capture: CaptureRow; run: string | null };

/** The insert with its parameters from `$first` on, in the order of `captureColumns`. */
export const captureSource = (first: number): string => {
  const types = 'uuid uuid uuid smallint text smallint text text int json json bytea'.split(' ');
  const arrays = types.map((type, at) => `$${first + at}::${type}[]`).join(', ');
  return `insert into engine.capture (id, ingress_id, run_id, outcome, reason, method, query, remote, size, meta, headers, body)
  select id, ingress_id, run_id, outcome, reason, method, query, remote::inet, size, meta, headers, body
  from unnest(${arrays})
    as c (id, ingress_id, run_id, outcome, reason, method, query, remote, size, meta, headers, body)`;
};

export function captureColumns(captures: readonly CaptureInsert[]): unknown[] {
  const rows = captures.map(({ capture }) => capture);
  return [
    plainArray(rows.map(({ id }) => id)),
    plainArray(rows.map(({ ingressId }) => ingressId)),
    plainArray(captures.map(({ run }) => run)),
    plainArray(rows.map(({ outcome }) => captureOutcomes[outcome])),
    textArray(rows.map(({ reason }) => reason)),
    plainArray(rows.map(({ method }) => methodNumber(method))),
    textArray(rows.map(({ query }) => query)),
    textArray(rows.map(({ remote }) => remote)),
    plainArray(rows.map(({ size }) => size)),
    jsonArray(rows.map(({ meta }) => JSON.stringify(meta))),
    jsonArray(rows.map(({ headers }) => JSON.stringify(headers))),
    byteaArray(rows.map(({ body }) => body)),
  ];
}

const insertCapturesText = captureSource(1);

export async function insertCaptures(sql: Sql, captures: readonly CaptureInsert[]): Promise<void> {
  if (captures.length === 0) return;
  await sql.query('insert-captures', insertCapturesText, captureColumns(captures));
}

/** HTTP methods as the capture table keeps them. */
export const captureMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const methodNumber = (method: string) =>
  Math.max(0, (captureMethods as readonly string[]).indexOf(method.toUpperCase()));
