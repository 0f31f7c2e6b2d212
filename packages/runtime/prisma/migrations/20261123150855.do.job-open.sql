-- The leader asks every second for jobs that are not over, people for those of their workspace, newest first.
create index job_open on engine.job (id) where status < 4;
create index job_workspace on engine.job (workspace_id, id);
