import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyLedger } from '../../src/ledger/index.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { startBuying } from '../support/buying.ts';
import { aCard } from '../support/cardwright.ts';
import { stopBefore, testDatabase } from '../support/database.ts';
import { databasePath } from '../support/database-path.ts';
import { purchasesOf } from '../support/load.ts';
import { startProgram } from '../support/program.ts';

const callers = 8;
const purchasesEach = 30;

const direct = await testDatabase();
const path = await databasePath(direct.connection);
const database = openDatabase(path.connection, { lookEveryMs: 250 });
const program = await startProgram(database);
stopBefore(direct, async () => {
  await program.stop();
  await database.close();
});

test('purchases that were under way when the database vanished without a word end right, once each', async () => {
  const { client } = await program.company();
  const cards = await Promise.all(Array.from({ length: 4 }, () => client.createCard(aCard)));
  const load = startBuying(
    client,
    cards.map(({ id }) => id),
    { callers, each: purchasesEach, name: 'vanished' },
  );

  // What is committed now is not answered, and the database is back at once, over new connections.
  await load.answered(40);
  path.silence('answers');
  path.mend();
  await load.answered(80);
  // Now nothing arrives, for as long as it takes until callers are told so.
  path.silence();
  await load.refused();
  path.mend();
  await load.answered(120);
  // What was sent then arrives after all, when it has long been decided again.
  path.deliverLate();
  const bought = await load.over;

  assert.equal(bought.length, callers * purchasesEach);
  assert.ok(bought.every(({ approved }) => approved));
  assert.equal(new Set(bought.map(({ transaction }) => transaction?.id)).size, bought.length);
  const counts = await Promise.all(cards.map(({ id }) => purchasesOf(client, id)));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    bought.length,
  );
  assert.equal((await client.getCardHolding()).warranty_balance, 1_000_000 - bought.length);
  assert.deepEqual((await verifyLedger(direct, [])).listed, []);
});
