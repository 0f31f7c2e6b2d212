import { problemSubjects } from '@sista/shared/delivery/problem-subject';

/** Where runs are looked for: all of some flows, those that ended badly, those with a wait. */
export type Source = 'runs' | 'problems' | 'waits';

// Every lookup of a row by its id is a lateral with a limit: the planner cannot turn it into a join with the whole
// history, whatever it believes about the size of the tables at the time.
const runOfEntry = `cross join lateral (
    select r.id, r.flow_id, r.status, r.trigger, r.mode, r.capture_id from engine.run r
    where r.id = l.id and r.workspace_id = $6 and ($1::uuid is null or r.flow_id = $1) limit 1) r`;

// $1, $2 differ by source; $3 below, $4 from, $5 how many are wanted, $6 workspace, $7 statuses, $8 trigger, $9 mode,
// $10 the pattern to search for.
const fits = `($7::smallint[] is null or r.status = any($7)) and ($8::smallint is null or r.trigger = $8)
    and ($9::smallint is null or r.mode = $9)
    and ($10::text is null
      or (select p.body::text ilike $10 from engine.run_payload p where p.run_id = r.id and p.kind = 0)
      or (select c.meta->>'title' ilike $10 from engine.capture c where c.id = coalesce(r.capture_id, r.id)))`;

// Rows are compared, and not the first columns for equality: then only the index that begins with them has the wanted
// order. By equality the primary key has it too, and the planner would walk everybody's rows for those of one flow.
const within = (columns: string, first: string) =>
  `(${columns}) < (${first}, $3) and (${columns}) >= (${first}, $4)`;

/**
 * Each flow gives as many of its newest runs as its share allows; what is below the edge is not all known yet. $11, the
 * largest share, says nothing new, but the planner knows it: of a limit that is a column it believes a tenth of the table.
 */
const amongRuns = `
  with share as (select * from unnest($1::uuid[], $2::int[]) as s (flow_id, size)),
  looked as materialized (
    select r.*, s.size from share s cross join lateral (
      select most.*, row_number() over (order by most.flow_id desc, most.id desc) as n from (
        select r.id, r.workspace_id, r.flow_id, r.status, r.trigger, r.mode, r.capture_id from engine.run r
        where ${within('r.flow_id, r.id', 's.flow_id')} and r.id < $3 and r.id >= $4
        order by r.flow_id desc, r.id desc limit $11) most
      limit s.size) r),
  edge as (select id as lowest from looked where n = size order by id desc limit 1),
  known as (select * from looked where id >= coalesce((select lowest from edge), $4)),
  seen as (select flow_id, count(*)::int as n from known group by flow_id)
  select array(select r.id from known r where r.workspace_id = $6 and ${fits} order by r.id desc limit $5) as ids,
    (select lowest from edge) as edge, (select json_object_agg(flow_id, n) from seen) as seen`;

const amongEntries = (entries: string) => `
  with looked as materialized (${entries}),
  edge as (select (array_agg(id order by id))[1] as lowest from looked having count(*) = $2::int)
  select array(select distinct r.id from looked l ${runOfEntry} where ${fits} order by r.id desc limit $5) as ids,
    (select lowest from edge) as edge, null as seen`;

const aboutRuns = `subject = ${problemSubjects.run}`;

// Two walks of which one is empty: an index for a flow, another for a workspace.
const problems = `
    (select id from engine.problem where $1::uuid is not null and ${aboutRuns}
        and ${within('scope_id, subject, id', `$1, ${problemSubjects.run}`)}
      order by scope_id desc, subject desc, id desc limit $2::int)
    union all
    (select id from engine.problem where $1::uuid is null and ${aboutRuns}
        and ${within('workspace_id, subject, id', `$6, ${problemSubjects.run}`)}
      order by workspace_id desc, subject desc, id desc limit $2::int)`;

// A run has a row a wait; the edge is a run whose rows are then skipped together. Who waits for a person has no timer
// and is among the problems.
const waits = `
    select id from (
      (select owner_id as id from engine.timer where kind < 10 and ${within('workspace_id, owner_id', '$6')}
        order by workspace_id desc, owner_id desc limit $2::int)
      union all
      (select id from engine.problem where ${aboutRuns} and status < 4 and ${within('workspace_id, id', '$6')}
        order by workspace_id desc, id desc limit $2::int)) as waiting
    order by id desc limit $2::int`;

export const looks: Record<Source, string> = {
  runs: amongRuns,
  problems: amongEntries(problems),
  waits: amongEntries(waits),
};
