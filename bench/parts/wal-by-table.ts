import type pg from 'pg';

export type WalShare = { table: string; records: number; bytes: number };

// A record names the files that it touches; the first one tells to which table or index it belongs. An index counts
// for its table, a partition for its parent. A record without a file is a commit or the like.
const text = `
  with records as (
    select resource_manager, record_length, substring(block_ref from 'rel \\d+/\\d+/(\\d+)')::oid as filenode
    from pg_get_wal_records_info($1::pg_lsn, $2::pg_lsn)),
  named as (
    select record_length, coalesce(pg_filenode_relation(0, filenode), 0)::oid as relation, resource_manager,
      filenode is not null as has_file from records)
  select case when n.has_file then coalesce(
      regexp_replace(t.relnamespace::regnamespace || '.' || t.relname, '_\\d{8}$', ''), 'dropped or shared')
    else lower(n.resource_manager) || ' records' end as "table",
    count(*)::int as records, sum(n.record_length)::float8 as bytes
  from named n left join pg_index i on i.indexrelid = n.relation
    left join pg_class t on t.oid = coalesce(i.indrelid, n.relation)
  group by 1 order by bytes desc`;

/** What the write-ahead log between two places is made of, the largest part first. */
export async function walByTable(client: pg.Client, from: string, to: string): Promise<WalShare[]> {
  await client.query('create extension if not exists pg_walinspect');
  return (await client.query<WalShare>(text, [from, to])).rows;
}
