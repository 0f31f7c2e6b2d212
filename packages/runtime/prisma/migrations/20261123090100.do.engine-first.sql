-- The tables of the engine. Rules of this schema:
--   no foreign keys: their check locks the parent row, and every commit would meet at one row;
--   ids are UUIDv7 made by the program, so partitions by id are partitions by time;
--   `json`, never `jsonb`: nothing is queried inside on a hot path, and json keeps order, numbers and bytes;
--   no index of a partitioned table names a column that changes, so updates stay heap-only;
--   statuses and kinds are smallints whose names are in TypeScript.
-- A partitioned parent cannot carry a fillfactor: `db/partitions.ts` gives it to each partition.

create schema if not exists engine;

create function engine.uuid_floor(at timestamptz) returns uuid language sql immutable parallel safe
  return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Two processes may ask for the same partition at once: the lock lets one create it and the other find it.
-- `like` and `attach` instead of `partition of`: readers and writers of the parent are not blocked.
create function engine.add_partition(parent text, name text, low timestamptz, high timestamptz, settings text)
returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('engine.add_partition', 0));
  if to_regclass(format('engine.%I', name)) is not null then
    return false;
  end if;
  execute format('create table engine.%I (like engine.%I including all)%s', name, parent,
    case when settings = '' then '' else format(' with (%s)', settings) end);
  execute format('alter table engine.%I attach partition engine.%I for values from (%L) to (%L)',
    parent, name, engine.uuid_floor(low), engine.uuid_floor(high));
  return true;
end $$;

-- Runs ---------------------------------------------------------------------------------------------------------

create table engine.run (
  id uuid,
  workspace_id uuid not null,
  flow_id uuid not null,
  version_id uuid not null,
  trigger smallint not null,
  mode smallint not null default 0,
  effects smallint not null default 0,
  status smallint not null default 0,
  epoch int not null default 0,          -- names the activation that may write
  steps int not null default 0,
  wakes int not null default 0,
  losses smallint not null default 0,    -- activations that died
  bytes int not null default 0,
  depth smallint not null default 0,
  input smallint not null default 0,     -- where the input is: payload, capture, blob
  capture_id uuid,                       -- only where it differs from id
  parent_run_id uuid,
  parent_seq int,                        -- only of a child run
  forked_from_seq int,
  origin_run_id uuid,                    -- null: itself
  started_at timestamptz,
  ended_at timestamptz,
  deadline_at timestamptz,
  primary key (id)
) partition by range (id);
create index run_flow on engine.run (flow_id, id);
create index run_parent on engine.run (parent_run_id) where parent_run_id is not null;

create table engine.run_payload (
  run_id uuid,
  kind smallint,                         -- 0 input (no row where the capture says it all), 1 answer of `respond`, 2 output
  body json not null,
  primary key (run_id, kind)
) partition by range (run_id);

create table engine.step (               -- pure steps are inserted finished, effects are updated once
  run_id uuid,
  seq int,                               -- 1 .. run.steps
  node_id text not null,
  path text not null default '',         -- loop items: `3.0` is item 0 inside item 3
  status smallint not null,
  attempt smallint not null default 1,
  wait smallint,
  effect smallint,
  blobs smallint not null default 0,
  port text,
  meta json,                             -- who did it, what it cost, where a held-back send went
  started_at timestamptz not null,
  ended_at timestamptz,
  input json,
  output json,
  error json,
  primary key (run_id, seq)
) partition by range (run_id);

create table engine.step_attempt (       -- only attempts that were followed by another
  run_id uuid,
  seq int,
  attempt smallint,
  started_at timestamptz not null,
  ended_at timestamptz,
  next_at timestamptz,
  effect smallint,
  error json,
  primary key (run_id, seq, attempt)
) partition by range (run_id);

create table engine.step_log (
  run_id uuid,
  seq int,
  attempt smallint,
  n smallint,
  at timestamptz not null,
  level smallint not null,
  text text not null,
  primary key (run_id, seq, attempt, n)
) partition by range (run_id);

create table engine.blob (               -- what is larger than 8 kB; seq 0 is the input; of a journal row: task id and n
  run_id uuid,
  seq int,
  kind smallint,
  size int not null,
  encoding smallint not null,            -- zstd where that is smaller
  body bytea not null,
  primary key (run_id, seq, kind)
) partition by range (run_id);
alter table engine.blob alter column body set storage external;

create table engine.callback (           -- the answer to a wait-for-callback, also one that comes before the wait
  run_id uuid,
  node_id text,
  path text,
  n smallint default 0,                  -- above 0 only with `many`
  capture_id uuid not null,
  received_at timestamptz not null,
  primary key (run_id, node_id, path, n)
) partition by range (run_id);

create table engine.timer (              -- kind < 10: a waiting step; else a line, a schedule
  owner_id uuid,
  seq int,
  kind smallint,
  due_at timestamptz not null,
  workspace_id uuid not null,
  primary key (owner_id, seq, kind)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);
create index timer_due on engine.timer (due_at);
create index timer_waiting on engine.timer (workspace_id, owner_id) where kind < 10;

create table engine.problem (            -- runs and deliveries that ended badly
  subject smallint,
  id uuid,
  workspace_id uuid not null,
  scope_id uuid not null,                -- the flow or the endpoint
  status smallint not null,
  code text not null,
  at timestamptz not null,
  primary key (subject, id)
);
create index problem_workspace on engine.problem (workspace_id, subject, id);
create index problem_scope on engine.problem (scope_id, subject, id);

create table engine.process (            -- each also holds an advisory lock named by its id while it lives
  id uuid primary key,
  role text not null,
  host text not null,
  slots int not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);

create table engine.job (                -- long work of people: recover, bulk, gate, import
  id uuid primary key,
  workspace_id uuid not null,
  kind smallint not null,
  status smallint not null default 0,    -- 0 queued 1 running 2 paused | 4 succeeded 5 failed 6 cancelled
  by text not null,
  input json not null,
  cursor text,
  counts json,
  rate real,
  result json,
  ended_at timestamptz
);

-- Coming in ----------------------------------------------------------------------------------------------------

create table engine.capture (
  id uuid,
  ingress_id uuid not null,              -- of a callback the flow's id
  run_id uuid,                           -- null: the capture's own id; else the first run (duplicate)
  outcome smallint not null,
  reason text,
  method smallint not null,
  query text,
  remote inet,
  size int,
  body_of uuid,                          -- a duplicate with equal bytes refers to the first
  meta json,
  headers json not null,
  body bytea,
  primary key (id)
) partition by range (id);
create index capture_ingress on engine.capture (ingress_id, id);

create table engine.inbound_dedupe (     -- unpartitioned: the key must hold
  ingress_id uuid,                       -- without one (schedule, event) the flow's id
  key bytea,                             -- 16 bytes of SHA-256
  run_id uuid not null,                  -- of a parked capture its id
  seen_at timestamptz not null,
  primary key (ingress_id, key)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);
create index inbound_dedupe_seen on engine.inbound_dedupe using brin (seen_at);

create table engine.capture_finding (
  capture_id uuid primary key,
  findings json not null,
  at timestamptz not null
) partition by range (capture_id);

create table engine.capture_replay (
  capture_id uuid,
  run_id uuid,
  version_id uuid not null,
  by text not null,
  at timestamptz not null,
  primary key (capture_id, run_id)
) partition by range (capture_id);

create table engine.capture_hour (
  ingress_id uuid,
  hour timestamptz,
  outcome smallint,
  reason text default '',
  n int not null,
  primary key (ingress_id, hour, outcome, reason)
);

create table engine.bin_request (
  bin_id uuid,
  id uuid,
  method text not null,
  path text not null,
  query text,
  remote inet,
  size int not null,
  answer smallint not null,
  checks json,
  headers json not null,
  body bytea,
  primary key (bin_id, id)
);

-- Going out ----------------------------------------------------------------------------------------------------

create table engine.event (
  id uuid,
  workspace_id uuid not null,
  sequence bigint not null,
  type text not null,
  schema_version text not null,
  flow_id uuid,
  run_id uuid,
  seq int,
  employee_ids uuid[],
  team_ids uuid[],
  cause_id uuid,
  depth smallint not null,
  origin smallint not null,
  fanout smallint not null,              -- how many endpoints matched
  bare boolean not null default false,   -- the body is data alone
  data text not null,                    -- sent verbatim
  primary key (id)
) partition by range (id);
create index event_sequence_page on engine.event (workspace_id, sequence);

create table engine.event_filtered (
  event_id uuid,
  endpoint_id uuid,
  reason smallint not null,
  primary key (event_id, endpoint_id)
) partition by range (event_id);

create table engine.event_sequence (     -- routing: the number of the present set of endpoints
  workspace_id uuid primary key,
  n bigint not null,
  routing int not null
) with (fillfactor = 50);

create table engine.delivery (
  id uuid,                               -- the event's time bits, then a hash of event, endpoint and replay_no
  workspace_id uuid not null,
  event_id uuid not null,
  endpoint_id uuid not null,
  run_id uuid,
  seq int,
  replay_no smallint not null,
  status smallint not null,
  reason smallint,
  http_status smallint,
  step smallint not null default 0,
  attempts smallint not null default 0,
  epoch int,
  next_at timestamptz,
  first_due_at timestamptz,
  deadline_at timestamptz not null,
  shifted_s int not null default 0,
  settled_at timestamptz,
  body_sha256 bytea,
  sealed_slot bytea,
  url text,                              -- only of a flow's send
  recovery_id uuid,
  primary key (id)
) partition by range (id);
create index delivery_endpoint on engine.delivery (endpoint_id, id);

create table engine.delivery_due (       -- one row per open delivery until its outcome is settled; never updated
  endpoint_id uuid,
  due_at timestamptz,
  delivery_id uuid,
  primary key (endpoint_id, due_at, delivery_id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);

create table engine.delivery_attempt (   -- append-only
  delivery_id uuid,
  n smallint,
  started_at timestamptz not null,
  ms int not null,
  step smallint not null,
  outcome smallint not null,
  http_status smallint,
  error text,
  url text not null,
  remote inet,
  timings int[],
  primary key (delivery_id, n)
) partition by range (delivery_id);

create table engine.delivery_exchange (  -- headers and answer of an attempt
  delivery_id uuid,
  n smallint,
  request_headers json,
  response_headers json,
  response_body bytea,
  truncated smallint,
  primary key (delivery_id, n)
) partition by range (delivery_id);

create table engine.endpoint_state (
  endpoint_id uuid primary key,
  epoch int not null default 0,
  circuit smallint not null default 0,
  failures int not null default 0,
  throttles smallint not null default 0,
  open_until timestamptz,
  paused_until timestamptz,
  failing_since timestamptz,
  last_success_at timestamptz,
  concurrency smallint not null default 1, -- a line starts slowly and doubles
  rate_clock timestamptz
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);

create table engine.endpoint_minute (
  endpoint_id uuid,
  minute timestamptz,
  class smallint,
  n int not null,
  ms int[] not null,                     -- histogram
  primary key (endpoint_id, minute, class)
);

create table engine.completeness_day (
  endpoint_id uuid,
  day date,
  type text,
  workspace_id uuid not null,
  counts bigint[] not null,
  primary key (endpoint_id, day, type)
);

-- Employees ----------------------------------------------------------------------------------------------------

create table engine.task (               -- a summary of the journal; status: those of a step
  id uuid,
  workspace_id uuid not null,
  run_id uuid not null,
  seq int not null,
  node_id text not null,
  employee_id uuid not null,
  version int not null,
  parent_id uuid,
  depth smallint not null,
  status smallint not null,
  wait smallint,
  turns smallint not null default 0,
  calls smallint not null default 0,
  active_ms int not null default 0,
  spent_mc bigint not null default 0,
  error_code text,
  primary key (id)
) partition by range (id);
create index task_employee on engine.task (employee_id, id);

create table engine.task_journal (       -- append-only, the truth
  task_id uuid,
  n int,
  kind smallint not null,
  turn smallint,
  idx smallint,
  attempt smallint,
  tool text,
  effect smallint,
  args_hash bytea,
  model text,
  tokens_in int,
  tokens_out int,
  mc bigint,
  ms int,
  at timestamptz not null,
  body json,
  primary key (task_id, n)
) partition by range (task_id);

create table engine.approval (           -- kinds: tool output question in_doubt budget node
  id uuid primary key,
  workspace_id uuid not null,
  run_id uuid not null,
  seq int not null,
  task_id uuid,
  turn int,
  idx int,
  kind smallint not null,
  status smallint not null default 0,
  title text not null,
  target text,
  arguments json,
  args_hash bytea,
  form json,
  employee_version int,
  tool_version int,
  assignees text[] not null,
  expires_at timestamptz,
  on_expire smallint not null,
  escalate_to text,
  resolved_at timestamptz,
  reason text
);
create index approval_open on engine.approval (workspace_id, id) where status = 0;
create index approval_run on engine.approval (run_id, seq);

create table engine.approval_decision (
  approval_id uuid,
  decided_by text,
  decision smallint not null,
  edits json,
  answer json,
  reason text,
  via smallint not null,
  at timestamptz not null,
  primary key (approval_id, decided_by)
);

create table engine.approval_token (
  token_hash bytea primary key,
  approval_id uuid not null,
  recipient text not null,
  used_at timestamptz
);

create table engine.budget_window (      -- window_key: the period's start or the run's id
  budget_id uuid,
  window_key text,
  play boolean,
  limit_mc bigint not null,
  allowance_mc bigint not null default 0,
  spent_mc bigint not null default 0,
  reserved_mc bigint not null default 0,
  thresholds_hit smallint not null default 0,
  primary key (budget_id, window_key, play)
) with (fillfactor = 50);

create table engine.ledger (             -- append-only
  task_id uuid,
  turn smallint,
  idx smallint,
  attempt smallint,
  kind smallint,
  id uuid not null,
  workspace_id uuid not null,
  run_id uuid,
  flow_id uuid,
  employee_id uuid,
  team_id uuid,
  mc bigint not null,
  tokens int[],
  price_id uuid,
  estimated boolean not null,
  play boolean not null,
  purpose smallint not null,
  at timestamptz not null,
  primary key (task_id, turn, idx, attempt, kind)
) partition by range (task_id);
create index ledger_workspace on engine.ledger (workspace_id, id);

-- Effects are recorded where they happen; a table of its own would write each of them twice. -------------------

create view engine.effect as
  select run_id, seq, attempt, node_id, path, effect as state, started_at, ended_at
    from engine.step
   where effect is not null
  union all
  select attempt.run_id, attempt.seq, attempt.attempt, step.node_id, step.path, attempt.effect, attempt.started_at,
         attempt.ended_at
    from engine.step_attempt attempt
    join engine.step step on step.run_id = attempt.run_id and step.seq = attempt.seq
   where attempt.effect is not null;
