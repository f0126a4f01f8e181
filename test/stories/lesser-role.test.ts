import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from 'pg';
import { testClient } from '../support/client.ts';
import { aCard, isReady, run, temporaryFolder } from '../support/cardwright.ts';
import { cardwrightWith } from '../support/command-line.ts';
import { startPrimary } from '../support/standby.ts';
import { until } from '../support/until.ts';

const { running } = await startPrimary();
const { host = '' } = running.connection;
const as = async <Row extends object>(user: string, database: string, ...texts: string[]): Promise<Row[]> => {
  const client = new Client({ ...running.connection, user, database });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const text of texts) ({ rows } = await client.query<Row>(text));
    return rows;
  } finally {
    await client.end();
  }
};
const urlFor = (user: string): string => `postgresql:///cards?host=${encodeURIComponent(host)}&user=${user}`;

/** What docs/guides/operating.md says under "Roles of the database". */
async function statementsOfTheGuide(): Promise<{ readonly superuser: string[]; readonly owner: string[] }> {
  const guide = await readFile(new URL('../../docs/guides/operating.md', import.meta.url), 'utf8');
  const [superuser = '', owner = ''] = guide
    .slice(guide.indexOf('## Roles of the database'))
    .matchAll(/```sql\n(.*?)```/gs)
    .map(([, text]) => text);
  const each = (text: string): string[] => text.split(/;\s*$/m).filter((one) => one.trim() !== '');
  return { superuser: each(superuser), owner: each(owner) };
}

const seenByDoctor = async (settings: Record<string, string>): Promise<string> =>
  (await cardwrightWith({ ...settings, PORT: '0' }, 'doctor')).out;

test('a server works as a role that owns nothing, and its tables are made by another', async () => {
  const { superuser, owner } = await statementsOfTheGuide();
  await as('postgres', 'postgres', ...superuser);
  await as('cards_owner', 'cards', ...owner);
  const dataDir = await temporaryFolder();
  const settings = { DATA_DIR: dataDir, DATABASE_URL: urlFor('cards_server'), LOG_LEVEL: 'info' };

  const early = run(settings);
  assert.equal(await early.ended, 1);
  assert.match(early.output(), /may not make the tables.*\n.*npx cardwright migrate/);
  assert.match(
    await seenByDoctor(settings),
    /^✗ PostgreSQL .*there are no tables yet.*cards_server may not/m,
  );

  const { code, out, err } = await cardwrightWith(
    { DATA_DIR: dataDir, DATABASE_URL: urlFor('cards_owner') },
    'migrate',
  );
  assert.equal(code, 0, err);
  assert.match(out, /up to date/);
  // A day that must be dropped, after looks on each of the last days.
  await as(
    'cards_owner',
    'cards',
    "SELECT make_day_partitions('events', 'evt_', current_date - 100, 1)",
    'INSERT INTO days_of_retention SELECT current_date - n FROM generate_series(1, 3) AS n',
  );

  assert.doesNotMatch(await seenByDoctor(settings), /migration|✗ PostgreSQL/);
  // As if this version brought one more than the one that is at work.
  const last =
    'DELETE FROM migrations WHERE id = (SELECT id FROM migrations ORDER BY run_on DESC, id DESC LIMIT 1) RETURNING name';
  const [undone] = await as<{ name: string }>('cards_owner', 'cards', last);
  assert.match(
    await seenByDoctor(settings),
    new RegExp(
      `✗ PostgreSQL +1 migration has not run yet, from ${undone?.name}.*cards_server may not.*\\n.*npx cardwright migrate`,
    ),
  );
  const owned = { ...settings, DATABASE_URL: urlFor('cards_owner') };
  assert.match(await seenByDoctor(owned), /! PostgreSQL +1 migration .* the next start runs it/);
  await as('cards_owner', 'cards', `INSERT INTO migrations (name, run_on) VALUES ('${undone?.name}', now())`);

  const server = run(settings);
  await isReady(server);
  const { url = '', api_key: apiKey = '' } = JSON.parse(
    await readFile(join(dataDir, 'ready.json'), 'utf8'),
  ) as Record<string, string>;
  const client = testClient({ url, apiKey });
  const card = await client.createCard(aCard);
  const { approved } = await client.simulateAuthorization({ card_id: card.id, amount: '1.00' });
  assert.equal(approved, true);
  await until(async () => {
    const [row] = await as<{ left: number; sealed: boolean }>(
      'cards_owner',
      'cards',
      `SELECT (SELECT count(*)::int FROM pg_inherits WHERE inhparent = 'events'::regclass
         AND inhrelid::regclass::text < to_char(current_date - 90, '"events_"YYYYMMDD')) AS left,
         EXISTS (SELECT FROM ledger_seals) AS sealed`,
    );
    return row?.left === 0 && row.sealed;
  });
  const refused = ['DROP TABLE cards', 'DELETE FROM ledger_entries', 'UPDATE ledger_postings SET debit = 0'];
  for (const text of refused) await assert.rejects(as('cards_server', 'cards', text), { code: '42501' });
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
  assert.doesNotMatch(server.output(), /permission denied|"level":"error"/);
});
