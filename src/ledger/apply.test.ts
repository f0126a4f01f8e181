import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { InvariantBroken } from '../kernel/assert.ts';
import { openDatabase, sql } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { testDatabase } from '../../test/support/database.ts';
import { createApply, createLedger, type Applied } from './index.ts';
import { move, testCompany, type TestCompany } from './testing/company.ts';

const database = await testDatabase();
const ledger = createLedger();
const apply = createApply({ database, ledger });
const company = (funds: bigint) => testCompany(database, ledger, funds);

/** Spends from the holding if it is there. */
const spend = (of: TestCompany, key: string, amount: bigint, by = apply): Promise<Applied> =>
  by(
    { ...of.operation(key), postings: move(amount, of.holding, of.network) },
    { account: of.holding, available: amount },
  );

const outcome = (applied: Applied): string =>
  'refused' in applied ? `refused at ${applied.available}` : applied.applied ? 'applied' : 'known';

void suite('single operations', () => {
  test('a key books once and answers with the same entry', async () => {
    const ours = await company(100n);
    const first = await spend(ours, 'once', 60n);
    assert.equal(outcome(first), 'applied');
    const again = await spend(ours, 'once', 60n);
    assert.deepEqual(again, { ...first, applied: false });
    assert.equal((await ours.balance(ours.holding)).posted, 40n);
  });

  test('the same key asked for many times at once, in several processes, books once', async () => {
    const ours = await company(100n);
    const other = openDatabase(database.connection);
    const theirs = createApply({ database: other, ledger: createLedger() });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => spend(ours, 'crowd', 10n, n % 2 === 0 ? apply : theirs)),
    );
    await other.close();
    assert.equal(answers.filter((answer) => outcome(answer) === 'applied').length, 1);
    assert.equal(answers.filter((answer) => outcome(answer) === 'known').length, 39);
    assert.equal((await ours.balance(ours.holding)).posted, 90n);
  });

  test('one key in two companies is two keys', async () => {
    const [ours, theirs] = [await company(100n), await company(100n)];
    const answers = await Promise.all([spend(ours, 'k', 1n), spend(theirs, 'k', 1n)]);
    assert.deepEqual(answers.map(outcome), ['applied', 'applied']);
  });

  test('unequal amounts in one batch end as the same ones one after the other', async () => {
    const together = await company(100n);
    const amounts = [80n, 50n, 20n];
    const answers = await Promise.all(amounts.map((amount, n) => spend(together, `n${n}`, amount)));
    const apart = await company(100n);
    const single: Applied[] = [];
    for (const [n, amount] of amounts.entries()) single.push(await spend(apart, `n${n}`, amount));
    assert.deepEqual(answers.map(outcome), ['applied', 'refused at 20', 'applied']);
    assert.deepEqual(single.map(outcome), answers.map(outcome));
    assert.deepEqual(await together.balance(together.holding), await apart.balance(apart.holding));
  });

  test('a refused operation leaves every row as it was, byte for byte', async () => {
    const ours = await company(100n);
    const rows = sql(
      'test.apply.rows',
      // xmin and ctid too: the row itself was not written.
      `SELECT 'account' AS kind, xmin::text, ctid::text, a::text AS content FROM ledger_accounts a WHERE company_id = $1
       UNION ALL SELECT 'entry', xmin::text, ctid::text, e::text FROM ledger_entries e WHERE company_id = $1
       UNION ALL SELECT 'posting', xmin::text, ctid::text, p::text FROM ledger_postings p WHERE company_id = $1
       ORDER BY 1, 4`,
    );
    const before = await database.query(rows, [ours.id]);
    assert.equal(outcome(await spend(ours, 'too much', 101n)), 'refused at 100');
    assert.deepEqual(await database.query(rows, [ours.id]), before);
    // It was not booked, so its key is still free.
    assert.equal(outcome(await spend(ours, 'too much', 100n)), 'applied');
  });

  test('holds, changes and postings from holds go through the same door', async () => {
    const ours = await company(100n);
    const hold = newId('hold');
    const requirement = { account: ours.holding, available: 70n };
    const place = { ...ours.operation('1'), hold, accounts: [ours.holding], amount: 70n };
    assert.equal(outcome(await apply(place, requirement)), 'applied');
    const second = { ...ours.operation('2'), hold: newId('hold'), accounts: [ours.holding], amount: 70n };
    assert.equal(outcome(await apply(second, requirement)), 'refused at 30');
    await apply({ ...ours.operation('3'), hold, change: -20n });
    await apply({
      ...ours.operation('4'),
      postings: move(40n, ours.holding, ours.network),
      take: { hold, amount: 40n, final: true },
    });
    assert.deepEqual(await ours.balance(ours.holding), { posted: 60n, held: 0n, available: 60n });
  });

  test('a broken operation fails for its caller alone', async () => {
    const ours = await company(100n);
    const unbalanced = {
      ...ours.operation('bad'),
      postings: [...move(1n, ours.holding, ours.network), ...move(1n, ours.card, ours.holding)],
    };
    const unknown = {
      ...ours.operation('worse'),
      postings: move(1n, ours.holding, ours.account('nowhere')),
    };
    const answers = await Promise.allSettled([
      spend(ours, 'a', 10n),
      apply(unbalanced),
      apply(unknown),
      spend(ours, 'b', 10n),
    ]);
    assert.deepEqual(
      answers.map((answer) =>
        answer.status === 'fulfilled' ? outcome(answer.value) : answer.reason instanceof InvariantBroken,
      ),
      ['applied', true, true, 'applied'],
    );
    assert.equal((await ours.balance(ours.holding)).posted, 80n);
  });
});
