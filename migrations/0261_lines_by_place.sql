-- Outside a unit of work: the table is written meanwhile.
-- Lines in the order of places.
DROP INDEX CONCURRENTLY IF EXISTS webhook_due_in_line;
CREATE INDEX CONCURRENTLY webhook_due_in_line ON webhook_due (company_id, endpoint_id, line, place NULLS FIRST, event_id)
  WHERE line IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS webhook_due_lines;
