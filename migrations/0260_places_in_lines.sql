-- Where a delivery stands in its line: behind all that were there when its event was written. Whoever writes an event holds the purchase
-- or the transfer that it is of; ids of events follow the clocks of the processes that made them, which differ. What a replay queues has no
-- place: it goes before what is new, by the ids of its events. By a trigger, so that processes of the version before give places, too.
ALTER TABLE webhook_due ADD COLUMN place bigint;
CREATE SEQUENCE webhook_places AS bigint;
CREATE FUNCTION take_place_in_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.place := nextval('webhook_places');
  RETURN NEW;
END
$$;
CREATE TRIGGER webhook_due_takes_place BEFORE INSERT ON webhook_due
  FOR EACH ROW WHEN (NEW.line IS NOT NULL AND NEW.replay_id IS NULL) EXECUTE FUNCTION take_place_in_line();
