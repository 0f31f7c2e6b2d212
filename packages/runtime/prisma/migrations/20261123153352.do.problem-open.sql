-- Runs that wait for a person have no timer; by this index the list of waiting runs finds them among all that failed.
create index problem_open on engine.problem (workspace_id, id) where subject = 0 and status < 4;
