import { Client } from 'pg';

/** Every row of every table of a database, as text: one line for each row, with the table's name before it. */
export async function dumpDatabase(url: string): Promise<string[]> {
  const client = new Client(url);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const lines: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      for (const { row } of rows) lines.push(`${name} ${row}`);
    }
    return lines;
  } finally {
    await client.end();
  }
}
