-- Public keys are read by whoever asks, without a key: of the endpoints that sign with ed25519, however many others there are.
CREATE INDEX webhook_endpoints_ed25519 ON webhook_endpoints (company_id, id) WHERE 'v1a' = ANY (signatures);
