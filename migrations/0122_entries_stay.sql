-- What a default privilege gives to a role that works on the tables without owning them: entries and postings are never changed.
DO $$
DECLARE
  given record;
BEGIN
  FOR given IN
    SELECT DISTINCT table_name, grantee FROM information_schema.role_table_grants
    WHERE table_schema = current_schema() AND table_name IN ('ledger_entries', 'ledger_postings')
      AND privilege_type IN ('UPDATE', 'DELETE') AND grantee <> current_user AND grantor = current_user
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %s', given.table_name,
      CASE given.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(given.grantee) END);
  END LOOP;
END
$$;
