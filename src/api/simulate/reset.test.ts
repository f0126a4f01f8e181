import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ApiError } from '../../../sdk/index.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { verifyLedger } from '../../ledger/index.ts';
import { sql } from '../../platform/database.ts';
import { tables } from '../../simulator/reset/reset-store.ts';

suite('resetting a company', async () => {
  const program = await startProgram();

  test('brings it back to where it began, and nobody else', async () => {
    const { client } = await program.company('500.00');
    const other = await program.company();
    const receiver = await startReceiver();
    const endpoint = await client.createWebhookEndpoint({ url: receiver.url });
    await client.changeCardProgram({ atm_fee: '1.00' });
    await client.createClient({ first_name: 'Ada', last_name: 'Lovelace', type: 'individual' });
    const mine = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
    await client.setCardBalance({ cardId: mine.id, virtual_balance: '300.00' });
    const theirs = await other.client.createCard(aCard);
    const buy = (amount: string) => client.simulateAuthorization({ card_id: mine.id, amount });
    const cleared = await buy('40.00');
    await client.simulateClearing({ transactionId: cleared.transaction!.id, amount: '50.00' });
    await buy('20.00');
    await client.simulateForcePost({ card_id: mine.id, amount: '280.00' });
    await client.simulateThreeDsChallenge({ card_id: mine.id, amount: '5.00' });
    await other.client.simulateAuthorization({ card_id: theirs.id, amount: '7.00' });
    await receiver.received(5);
    await client.advanceClock({ advance: 'P3D' });

    const reset = await client.resetCompany({});
    assert.equal(reset.holding, 500);
    assert.deepEqual(reset.removed.cards, 1);
    assert.equal(reset.removed.card_transactions, 3);
    assert.ok(Math.abs(Date.parse(reset.now) - Date.now()) < 60_000, 'its clock runs with the wall');
    assert.deepEqual(await client.listCards(), []);
    assert.deepEqual(await client.listClients(), []);
    assert.deepEqual((await client.listEvents({})).data, []);
    assert.equal((await client.getCardProgram()).atm_fee, 0);
    assert.equal((await client.getCardHolding()).warranty_balance, 500);
    assert.deepEqual(
      (await client.listWebhookEndpoints({})).data.map(({ id }) => id),
      [endpoint.id],
    );
    assert.equal((await verifyLedger(program.database, [])).found.account_posted, 0);
    const { found } = await verifyLedger(program.database, []);
    assert.deepEqual(
      Object.entries(found).filter(([, count]) => count > 0),
      [],
    );
    assert.equal((await other.client.listCards()).length, 1);

    // It is as good as new.
    const again = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
    await client.setCardBalance({ cardId: again.id, virtual_balance: '500.00' });
    const first = await client.simulateAuthorization({ card_id: again.id, amount: '500.00' });
    assert.equal(first.approved, true);
    assert.equal((await client.resetCompany({})).holding, 500);
  });

  test('cards that are made and given money at the same moment are taken along, or come after', async () => {
    const { client } = await program.company('500.00');
    const making = async (): Promise<void> => {
      for (let card = 0; card < 20; card += 1) {
        const { id: cardId } = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
        const given = client.setCardBalance({ cardId, virtual_balance: '50.00' });
        // Taken along before it was given anything, or all is given away already.
        await given.catch((error: ApiError) => assert.ok([404, 412].includes(error.status), String(error)));
      }
    };
    const makers = Array.from({ length: 6 }, making);
    for (let resets = 0; resets < 12; resets += 1) assert.equal((await client.resetCompany({})).holding, 500);
    await Promise.all(makers);
    await client.resetCompany({});
    assert.deepEqual(await client.listCards(), []);
    // No claim of a card that is gone stands in the way of a new one.
    const { id: cardId } = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
    await client.setCardBalance({ cardId, virtual_balance: '500.00' });
    const { found } = await verifyLedger(program.database, []);
    assert.deepEqual(
      Object.entries(found).filter(([, count]) => count > 0),
      [],
    );
  });

  test('an old key of idempotency means something new; that of the reset itself does not', async () => {
    const { client } = await program.company();
    const first = await client.createCard(aCard, { idempotencyKey: 'card-1' });
    const reset = await client.resetCompany({}, { idempotencyKey: 'reset-1' });
    assert.deepEqual(await client.resetCompany({}, { idempotencyKey: 'reset-1' }), reset);
    const second = await client.createCard(aCard, { idempotencyKey: 'card-1' });
    assert.notEqual(second.id, first.id);
  });

  test('knows every table that has rows of companies', async () => {
    const found = await program.database.query<{ name: string }>(
      sql(
        'test.tables_of_companies',
        `SELECT c.relname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE a.attname = 'company_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND c.relnamespace = 'public'::regnamespace ORDER BY name`,
      ),
    );
    assert.deepEqual(
      found.map(({ name }) => name),
      Object.values(tables).flat().toSorted(),
    );
  });
});
