-- What cards owe, as the ledger has it: a refund and one that was taken back had left it as it was.
UPDATE card_states k SET overdrawn = greatest(0, a.debits + a.held - a.credits)::bigint
  FROM ledger_accounts a
  WHERE a.company_id = k.company_id AND a.name = 'card:' || k.card_id AND a.asset = 'CARD/2'
    AND k.overdrawn <> greatest(0, a.debits + a.held - a.credits);
