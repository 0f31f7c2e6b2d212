-- The time that a paused schedule would have come next: when its flow is resumed, what passed meanwhile was missed.
create table engine.schedule_pause (
  flow_id uuid primary key,
  workspace_id uuid not null,
  planned_at timestamptz not null
);

-- The leader compares schedules with their timers every minute, and waits of steps are many.
create index timer_schedule on engine.timer (owner_id) where kind = 11;
