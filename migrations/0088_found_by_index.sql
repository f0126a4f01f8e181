-- Outside a unit of work: the tables are written meanwhile.
-- What is asked again and again of tables that grow, without reading all that a company or a chain has. Purchases and deliveries write
-- none of these.

-- Chain by chain, as they are compared with the chain.
DROP INDEX CONCURRENTLY IF EXISTS wallets_of_chain;
CREATE INDEX CONCURRENTLY wallets_of_chain ON wallets (chain, company_id, id);
-- Those that a contract counts. Whoever makes one under a limit waits for the count.
DROP INDEX CONCURRENTLY IF EXISTS wallets_counted;
CREATE INDEX CONCURRENTLY wallets_counted ON wallets (company_id, kind)
  WHERE kind IN ('treasury', 'virtual') AND deleted_at IS NULL AND sibling_of IS NULL;
-- What is not over: whether a wallet may be deleted, and what an inexact token's gain is shared among.
DROP INDEX CONCURRENTLY IF EXISTS wallet_movements_open;
CREATE INDEX CONCURRENTLY wallet_movements_open ON wallet_movements (company_id, wallet_id) WHERE state IN ('PENDING', 'PROCESSING');
-- By asset, too: tokens that are swept otherwise are not walked through every second.
DROP INDEX CONCURRENTLY IF EXISTS wallet_sweeps_due;
CREATE INDEX CONCURRENTLY wallet_sweeps_due ON wallet_sweeps (chain, asset, due_at);
-- What was done to one thing. Were the company first, the planner would take it for an index of all that a company did.
DROP INDEX CONCURRENTLY IF EXISTS audit_log_of_subject;
CREATE INDEX CONCURRENTLY audit_log_of_subject ON audit_log (subject, company_id, id);

-- Old messages are looked for page by page: this found every page once it had held one.
DROP INDEX CONCURRENTLY IF EXISTS card_messages_age;
