import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../sdk/index.ts';
import type { Client } from '../../sdk/index.ts';
import { verifyLedger } from '../../src/ledger/index.ts';
import { openDatabase } from '../../src/platform/database.ts';
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

type Bought = Awaited<ReturnType<Client['simulateAuthorization']>>;

/** Callers that buy one thing after the other, each again under its key, as a network does, for as long as it is refused. */
function startBuying(client: Client, cards: readonly string[]) {
  const bought: Bought[] = [];
  let refusals = 0;
  let waiting: { readonly isSo: () => boolean; readonly resolve: () => void }[] = [];
  const told = (): void => {
    for (const { isSo, resolve } of waiting) if (isSo()) resolve();
    waiting = waiting.filter(({ isSo }) => !isSo());
  };
  const once = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ isSo, resolve });
      told();
    });

  const buy = async (key: string, card: string): Promise<Bought> => {
    for (;;) {
      try {
        return await client.simulateAuthorization({ card_id: card, amount: '1.00', network_key: key });
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'UNAVAILABLE') throw error;
        refusals += 1;
        told();
      }
    }
  };
  const call = async (caller: number): Promise<void> => {
    for (let turn = 0; turn < purchasesEach; turn += 1) {
      bought.push(await buy(`vanished-${caller}-${turn}`, cards[(caller + turn) % cards.length]!));
      told();
    }
  };
  return {
    answered: (count: number) => once(() => bought.length >= count),
    /** Resolves when one more purchase is refused. */
    refused: () =>
      once(
        (
          (before) => () =>
            refusals > before
        )(refusals),
      ),
    over: Promise.all(Array.from({ length: callers }, (_, caller) => call(caller))).then(() => bought),
  };
}
