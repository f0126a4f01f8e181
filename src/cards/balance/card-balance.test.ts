import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { contraAccount, holdingAccount, withdrawable } from '../index.ts';
import { testCards } from '../testing/cards.ts';

const refused = { code: 'VAL' };

suite('balances of TOP_UP cards', async () => {
  const { cards, database, ledger, told, company: newCompany, card: newCard, work } = await testCards();

  test('set makes available what it says, add and subtract change it, the holding stays', async () => {
    const company = await newCompany(100_000n);
    const { id } = await newCard(company);
    assert.equal(await cards.balance(company, id), 0n);
    assert.equal(await cards.changeBalance(company, id, { kind: 'set', amount: 50_000n }), 50_000n);
    assert.equal(await cards.changeBalance(company, id, { kind: 'add', amount: 2500n }), 52_500n);
    assert.equal(await cards.changeBalance(company, id, { kind: 'subtract', amount: 500n }), 52_000n);
    assert.equal(await cards.changeBalance(company, id, { kind: 'set', amount: 52_000n }), 52_000n);
    // Each change is told, and what changes nothing is not.
    assert.deepEqual(
      told.map(({ data }) => [data['card_id'], data['change'], data['amount'], data['available']]),
      [
        [id, 'set', '500.00', '500.00'],
        [id, 'add', '25.00', '525.00'],
        [id, 'subtract', '-5.00', '520.00'],
      ],
    );
    assert.equal(await cards.balance(company, id), 52_000n);
    assert.equal(await cards.holdingBalance(company), 100_000n);
  });

  test('claims of all cards together never exceed what the holding has available', async () => {
    const company = await newCompany(100_000n);
    const [first, second] = [await newCard(company), await newCard(company)];
    await cards.changeBalance(company, first.id, { kind: 'set', amount: 70_000n });
    await assert.rejects(cards.changeBalance(company, second.id, { kind: 'set', amount: 30_001n }), refused);
    await cards.changeBalance(company, second.id, { kind: 'set', amount: 30_000n });
    await assert.rejects(cards.changeBalance(company, second.id, { kind: 'add', amount: 1n }), refused);
    assert.equal(await cards.balance(company, second.id), 30_000n);
  });

  test('a balance below zero is refused, less than there is may always be set', async () => {
    const company = await newCompany(10_000n);
    const card = await newCard(company);
    await cards.changeBalance(company, card.id, { kind: 'set', amount: 10_000n });
    await assert.rejects(
      cards.changeBalance(company, card.id, { kind: 'subtract', amount: 10_001n }),
      refused,
    );
    // A purchase of a card without a balance of its own takes from under the claims.
    const other = await newCard(company, { approvalMethod: 'NONE' });
    await work(other, ({ clear }) => clear(4000n));
    assert.equal(await cards.changeBalance(company, card.id, { kind: 'subtract', amount: 1000n }), 9000n);
    await assert.rejects(cards.changeBalance(company, card.id, { kind: 'add', amount: 1n }), refused);
  });

  test('set X makes X available beside what is held', async () => {
    const company = await newCompany(100_000n);
    const card = await newCard(company);
    await cards.changeBalance(company, card.id, { kind: 'set', amount: 50_000n });
    const hold = await work(card, (on) => on.hold(20_000n));
    assert.equal(await cards.balance(company, card.id), 30_000n);
    // 80,000 is available in the holding, all of it may be this card's.
    await assert.rejects(cards.changeBalance(company, card.id, { kind: 'set', amount: 80_001n }), refused);
    assert.equal(await cards.changeBalance(company, card.id, { kind: 'set', amount: 80_000n }), 80_000n);
    await work(card, (on) => on.release(hold, 20_000n));
    assert.equal(await cards.balance(company, card.id), 100_000n);
    assert.equal(await cards.holdingBalance(company), 100_000n);
  });

  test('what one card owes is not another card’s to claim', async () => {
    const company = await newCompany(100_000n);
    const [first, second] = [await newCard(company), await newCard(company)];
    await cards.changeBalance(company, first.id, { kind: 'set', amount: 10_000n });
    await work(first, ({ clear }) => clear(13_000n));
    assert.equal(await cards.balance(company, first.id), -3000n);
    assert.equal(await cards.holdingBalance(company), 87_000n);
    await assert.rejects(cards.changeBalance(company, second.id, { kind: 'set', amount: 87_001n }), refused);
    await cards.changeBalance(company, second.id, { kind: 'set', amount: 87_000n });
    await assert.rejects(cards.changeBalance(company, first.id, { kind: 'add', amount: 3001n }), refused);
    assert.equal(await cards.changeBalance(company, first.id, { kind: 'add', amount: 3000n }), 0n);
    await assert.rejects(cards.changeBalance(company, second.id, { kind: 'add', amount: 1n }), refused);
  });

  test('withdrawable is what is above the floor and the claims', async () => {
    const company = await newCompany(100_000n);
    const [first, second] = [await newCard(company), await newCard(company)];
    const left = () =>
      database.work(async (tx) => {
        const book = await ledger.open(tx, { accounts: [holdingAccount(company), contraAccount(company)] });
        return withdrawable(tx, book, company, 1000n);
      });
    assert.equal(await left(), 99_000n);
    await cards.changeBalance(company, first.id, { kind: 'set', amount: 60_000n });
    await work(first, ({ hold }) => hold(10_000n));
    assert.equal(await left(), 39_000n);
    await work(second, ({ clear }) => clear(5000n));
    assert.equal(await left(), 34_000n);
    await cards.changeBalance(company, first.id, { kind: 'add', amount: 35_000n });
    assert.equal(await left(), 0n);
  });

  test('a hundred changes and purchases at once leave claims within the holding', async () => {
    const company = await newCompany(100_000n);
    const made = await Promise.all(Array.from({ length: 8 }, () => newCard(company)));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, at) => {
        const card = made[at % made.length]!;
        return at % 5 === 4
          ? work(card, ({ hold }) => hold(1n))
          : cards.changeBalance(company, card.id, { kind: 'add', amount: 1700n });
      }),
    );
    const added = outcomes.filter(
      (outcome) => outcome.status === 'fulfilled' && typeof outcome.value === 'bigint',
    );
    // 58 × 1,700 = 98,600 and 59 × 1,700 = 100,300; holds move claims and holding alike.
    assert.equal(added.length, 58);
    const balances = await Promise.all(made.map(({ id }) => cards.balance(company, id)));
    assert.equal(
      balances.reduce((sum, balance) => sum + balance, 0n),
      58n * 1700n - 20n,
    );
  });

  test('other cards have no balance of their own, and deleted ones take none', async () => {
    const company = await newCompany(10_000n);
    const none = await newCard(company, { approvalMethod: 'NONE' });
    await assert.rejects(cards.changeBalance(company, none.id, { kind: 'set', amount: 1n }), refused);
    await assert.rejects(cards.balance(company, none.id), { code: 'APP_ERROR' });
    const deleted = await newCard(company);
    await cards.delete(company, deleted.id);
    await assert.rejects(cards.changeBalance(company, deleted.id, { kind: 'set', amount: 1n }), refused);
  });

  test('another company’s card is no card', async () => {
    const [mine, other] = [await newCompany(), await newCompany()];
    const card = await newCard(other);
    const unknown = { code: 'NOT_FOUND' };
    await assert.rejects(cards.changeBalance(mine, card.id, { kind: 'set', amount: 1n }), unknown);
    await assert.rejects(cards.balance(mine, card.id), unknown);
    await assert.rejects(cards.balance(mine, 'card_1'), unknown);
  });
});
