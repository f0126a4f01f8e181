import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyBooks } from '../../src/cli/commands/verify-books.ts';
import { verifyLedger } from '../../src/ledger/index.ts';
import { redacted } from '../../src/kernel/redacted.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { ownPostgres } from '../../src/platform/services/own-postgres.ts';
import { readSettings } from '../../src/platform/settings.ts';
import { atEnd } from '../support/at-end.ts';
import { startBuying } from '../support/buying.ts';
import { aCard } from '../support/cardwright.ts';
import { databasePath } from '../support/database-path.ts';
import { purchasesOf } from '../support/load.ts';
import { startProgram } from '../support/program.ts';
import { startPrimary, startStandby } from '../support/standby.ts';
import { until } from '../support/until.ts';

const first = await startPrimary();
const second = await startStandby(first);
// What is answered is on both.
await first.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
await first.query('SELECT pg_reload_conf()');
const paths = await Promise.all([first, second].map(({ running }) => databasePath(running.connection)));
const hosts = paths.map(({ connection }) => `127.0.0.1:${connection.port}`);
// The standby first: it is there, and must not be taken.
const url = `postgresql://cardwright@${hosts.toReversed().join(',')}/cardwright?target_session_attrs=read-write`;
const database = openDatabase(await ownPostgres(redacted(url)), { lookEveryMs: 250 });
const program = await startProgram(database);
atEnd(async () => {
  await program.stop();
  await database.close();
});

test('the books can be verified on the standby', async () => {
  const settings = {
    DATABASE_URL: `postgresql://cardwright@${hosts[1]}/cardwright`,
    MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString('hex'),
    DATA_DIR: '/nowhere',
  };
  assert.equal((await verifyBooks(readSettings(settings))).sound, true);
});

test('when the standby takes over, nothing that was answered is lost, and the old one is not written any more', async () => {
  const { client } = await program.company();
  const cards = await Promise.all(Array.from({ length: 4 }, () => client.createCard(aCard)));
  const load = startBuying(
    client,
    cards.map(({ id }) => id),
    { callers: 8, each: 40, name: 'failover' },
  );
  await load.answered(60);
  await first.stop();
  await load.refused();
  // Its reads would be of before; its leases are given by others.
  await assert.rejects(client.getCardHolding(), { code: 'UNAVAILABLE' });
  await second.query('SELECT pg_promote()');
  await load.answered(150);

  // The old one comes back as if nothing had happened, and all connections to the new one are lost at once.
  await first.query('SELECT 1').catch(() => undefined);
  await first.start();
  await first.query('ALTER SYSTEM RESET synchronous_standby_names');
  await first.query('SELECT pg_reload_conf()');
  await until(async () => {
    const [row] = await first.query<{ names: string }>(
      "SELECT current_setting('synchronous_standby_names') AS names",
    );
    return row?.names === '';
  });
  paths[1]!.cut();
  await load.refused();
  paths[1]!.mend();
  const bought = await load.over;

  assert.ok(bought.every(({ approved }) => approved));
  assert.equal(new Set(bought.map(({ transaction }) => transaction?.id)).size, 320);
  const counts = await Promise.all(cards.map(({ id }) => purchasesOf(client, id)));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    320,
  );
  assert.equal((await client.getCardHolding()).warranty_balance, 1_000_000 - 320);
  assert.deepEqual((await verifyLedger(database, [])).listed, []);
});
