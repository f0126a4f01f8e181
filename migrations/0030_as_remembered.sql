-- A process may decide on what it remembers of rows, and prove it when it writes: the version of a row is PostgreSQL's own,
-- the id of the transaction that wrote it (xmin). Where one differs, this ends the unit of work, and with it the COMMIT
-- that is on its way already.
CREATE FUNCTION as_remembered(holds boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE EXCEPTION 'not as remembered' USING ERRCODE = 'CW001';
  END IF;
END
$$;
