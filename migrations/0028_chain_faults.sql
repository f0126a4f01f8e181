-- Faults on purpose, for tests; sandbox only. How many of the company's next transfers are to fail on the chain.
CREATE TABLE chain_faults (
  company_id id PRIMARY KEY,
  fail_next integer NOT NULL CHECK (fail_next >= 0)
);
