-- How many deliveries of a replay wait for their first try is asked every second while it runs: of those alone, however much else
-- is due for the company.
CREATE INDEX webhook_due_replays ON webhook_due (company_id, replay_id) WHERE replay_id IS NOT NULL;
