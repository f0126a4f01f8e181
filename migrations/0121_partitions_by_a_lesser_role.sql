-- Tables of the day are made and dropped with the rights of their owner, so that the role of a server that is at work need not be it.
-- Names are looked up where they are now, and in no temporary table of whoever calls.
DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY[
    'make_day_partitions(text, text, date, integer)',
    'drop_day_partitions(text, date)',
    'clear_default_partition(text, text, date)'
  ] LOOP
    EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp', named, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', named);
  END LOOP;
END
$$;
