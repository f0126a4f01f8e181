-- What comes after its day was dropped (an attempt to send what is that old) goes to the default partition, and with it when it is
-- looked at next. Answers how many rows there were.
CREATE FUNCTION clear_default_partition(parent text, prefix text, before date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  removed integer;
BEGIN
  EXECUTE format('DELETE FROM %I WHERE id < %L', parent || '_default', first_id_of_day(prefix, before));
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END
$$;
