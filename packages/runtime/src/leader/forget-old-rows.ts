import type { SqlPool } from '../db/sql.ts';

const atOnce = 5_000;
const weekMs = 7 * 86_400_000;
const dayMs = 86_400_000;
const jobsKeptMs = 90 * dayMs;

/** Tables without partitions lose what nobody asks for any more, in bites that hold no lock for long. */
export async function forgetOldRows(sql: SqlPool, now: number): Promise<void> {
  const keys = `delete from engine.inbound_dedupe where ctid = any(array(
    select ctid from engine.inbound_dedupe where seen_at < $1 limit ${atOnce}))`;
  await sql.query('forget-dedupe-keys', keys, [new Date(now - weekMs - dayMs)]);
  const answers = `delete from public.idempotency_key where ctid = any(array(
    select ctid from public.idempotency_key where created_at < $1 limit ${atOnce}))`;
  await sql.query('forget-idempotency-keys', answers, [new Date(now - dayMs)]);
  const jobs = `delete from engine.job where ctid = any(array(
    select ctid from engine.job where ended_at < $1 limit ${atOnce}))`;
  await sql.query('forget-jobs', jobs, [new Date(now - jobsKeptMs)]);
}
