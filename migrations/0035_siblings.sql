-- An address is the same on all chains. What is sent to it on another chain than the one it was made for makes a wallet there, a
-- sibling: of the same owner and key, or forwarding to the sibling of its holding. The contract does not count those.
ALTER TABLE wallets ADD COLUMN sibling_of id;
-- So a key has one wallet on each chain.
DROP INDEX wallets_of_key;
CREATE UNIQUE INDEX wallets_of_key ON wallets (key_id COLLATE "C", chain) WHERE key_id IS NOT NULL;
CREATE INDEX wallet_addresses_by_address ON wallet_addresses (address);
