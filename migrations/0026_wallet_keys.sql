-- The operator lists threshold keys of all companies, and finds the wallet of one. Each key is one wallet's.
CREATE UNIQUE INDEX wallets_of_key ON wallets (key_id COLLATE "C") WHERE key_id IS NOT NULL;
