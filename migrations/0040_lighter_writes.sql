-- Nearly every purchase is written again (a clearing, a reversal, an expiry) and its hold with it. With room on its page the
-- new version needs no index entry and the log no whole row: a fifth less log for each hold that runs out.
ALTER TABLE card_transactions SET (fillfactor = 50);
ALTER TABLE ledger_holds SET (fillfactor = 50);

-- The keys of a purchase's entries begin with its id, so the primary key finds them; only others need an index.
DROP INDEX ledger_entries_reference;
CREATE INDEX ledger_entries_reference ON ledger_entries (company_id, reference)
  WHERE NOT starts_with(key, reference || ':');
