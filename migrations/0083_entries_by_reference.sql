-- Outside a unit of work: the table is written meanwhile.
-- Later messages of a network often name their purchase by its retrieval reference alone: the fourth part of a key. Without an index
-- each that found nothing walked through all entries of its card.
DROP INDEX CONCURRENTLY IF EXISTS card_entries_reference;
CREATE INDEX CONCURRENTLY card_entries_reference ON card_entries (company_id, card_id, split_part(network_key, '|', 4), created_at)
  WHERE split_part(network_key, '|', 4) <> '';
