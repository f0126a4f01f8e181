-- Tables whose rows live for a number of days are partitioned by the day in their ids: a UUID version 7 starts with
-- its moment in milliseconds, so ids sort by time, a row is found by its id in exactly one partition, and what is too
-- old goes with its partition.

-- The first id of a day: `evt_` and the milliseconds of midnight UTC in 12 hex digits.
CREATE FUNCTION first_id_of_day(prefix text, day date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT prefix || left(hex, 8) || '-' || right(hex, 4)
  FROM (SELECT lpad(to_hex((extract(epoch FROM day) * 1000)::bigint), 12, '0')) AS t(hex)
$$;

-- Makes the partitions of `days` days from `first` on, where there are none yet; answers how many it made. Rows that
-- went to the default partition because nobody had made theirs are moved, so a late call mends what was late.
CREATE FUNCTION make_day_partitions(parent text, prefix text, first date, days integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  made integer := 0;
  day date;
  partition text;
  low text;
  high text;
BEGIN
  FOR day IN SELECT first + n FROM generate_series(0, days - 1) AS n LOOP
    partition := parent || to_char(day, '_YYYYMMDD');
    CONTINUE WHEN to_regclass(partition) IS NOT NULL;
    low := first_id_of_day(prefix, day);
    high := first_id_of_day(prefix, day + 1);
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
    EXECUTE format(
      'WITH moved AS (DELETE FROM %I WHERE id >= %L AND id < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
      parent || '_default', low, high, partition);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition, low, high);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;

-- Drops the partitions of the days before `before`; answers how many it dropped.
CREATE FUNCTION drop_day_partitions(parent text, before date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  dropped integer := 0;
  partition text;
BEGIN
  FOR partition IN
    SELECT child.relname FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = to_regclass(parent) AND child.relname ~ ('^' || parent || '_\d{8}$')
      AND to_date(right(child.relname, 8), 'YYYYMMDD') < before
  LOOP
    EXECUTE format('DROP TABLE %I', partition);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END
$$;

-- What happened, as it is told: `body` is the exact text that is signed and sent, sealed where it has a secret in it.
CREATE TABLE events (
  company_id id NOT NULL,
  id id NOT NULL,
  -- CARDS.CLEARING.PENDING: operation, sub-operation, status.
  type text COLLATE "C" NOT NULL,
  -- What it belongs to: card transaction, wallet.
  subject text COLLATE "C" NOT NULL,
  trace_id text COLLATE "C" NOT NULL,
  -- By the company's clock; the moment in the id is wall time.
  created_at timestamptz NOT NULL,
  body text NOT NULL,
  sealed boolean NOT NULL,
  PRIMARY KEY (company_id, id)
) PARTITION BY RANGE (id);

CREATE TABLE events_default PARTITION OF events DEFAULT;

SELECT make_day_partitions('events', 'evt_', current_date - 1, 9);
