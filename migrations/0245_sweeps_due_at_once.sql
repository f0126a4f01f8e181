-- What comes to a deposit address is to be swept at once, by the clock of the database: by that of a process which is ahead others would wait.
ALTER TABLE wallet_sweeps ALTER COLUMN due_at SET DEFAULT now();
