import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { InvariantBroken } from '../kernel/assert.ts';
import { newId } from '../platform/ids.ts';
import { isNotAsRemembered, isUniqueViolation, openDatabase, sql } from '../platform/database.ts';
import { testDatabase } from '../../test/support/database.ts';
import { createLedger } from './index.ts';
import { move, testCompany } from './testing/company.ts';

const database = await testDatabase();
const ledger = createLedger();
const company = (funds = 10_000n) => testCompany(database, ledger, funds);

const everything = sql(
  'test.everything',
  `SELECT (SELECT string_agg(a::text, ';' ORDER BY a::text) FROM ledger_accounts a WHERE company_id = $1) AS accounts,
     (SELECT string_agg(e::text, ';' ORDER BY key) FROM ledger_entries e WHERE company_id = $1) AS entries,
     (SELECT string_agg(p::text, ';' ORDER BY p::text) FROM ledger_postings p WHERE company_id = $1) AS postings,
     (SELECT string_agg(h::text, ';' ORDER BY id) FROM ledger_holds h WHERE company_id = $1) AS holds`,
);

void suite('the ledger', () => {
  test('an entry moves each account by its normal side', async () => {
    const { balance, holding, faucet } = await company();
    assert.deepEqual(await balance(holding), { posted: 10_000n, held: 0n, available: 10_000n });
    assert.deepEqual(await balance(faucet), { posted: 10_000n, held: 0n, available: 10_000n });
  });

  test('what is forgotten is looked for anew: after a failover the database may lack what it had answered', async () => {
    const own = createLedger();
    const { id, account, operation, faucet, network } = await company();
    const late = account('fees');
    const spend = (key: string): Promise<void> =>
      database.work(async (tx) => {
        const page = await own.open(tx, { accounts: [faucet, late, network] });
        page.post({ ...operation(key), postings: move(1n, faucet, late) });
        await page.write();
      });
    const remembered = (): Promise<bigint | undefined> =>
      database.work(async (tx) => (await own.recall(tx, [network]))?.balance(network).posted);
    await spend('one');
    assert.equal(await remembered(), 0n);
    await database.execute(
      sql('test.lose', `DELETE FROM ledger_accounts WHERE company_id = $1 AND name = 'fees'`),
      [id],
    );
    await database.execute(
      sql(
        'test.other',
        `UPDATE ledger_accounts SET credits = 7 WHERE company_id = $1 AND name = 'network_payable'`,
      ),
      [id],
    );
    assert.equal(await remembered(), 0n);
    own.forget();
    assert.equal(await remembered(), 7n);
    await spend('two');
    assert.equal((await own.balances(database, [late]))[0]?.posted, 1n);
  });

  test('a hold sets the same amount aside on each of its accounts, and is read with them', async () => {
    const { id, book, operation, holding, card, balance } = await company();
    const hold = newId('hold');
    await book((page) => page.place({ ...operation('a'), hold, accounts: [holding, card], amount: 4_500n }));
    assert.deepEqual(await balance(holding), { posted: 10_000n, held: 4_500n, available: 5_500n });
    assert.deepEqual(await balance(card), { posted: 0n, held: 4_500n, available: -4_500n });
    await database.work(async (tx) => {
      const page = await ledger.open(tx, { accounts: [], holds: [{ company: id, hold }] });
      assert.deepEqual(page.hold(id, hold)?.accounts, [holding, card]);
      page.change({ ...operation('b'), hold, change: -4_500n });
      await page.write();
    });
    assert.deepEqual(await balance(holding), { posted: 10_000n, held: 0n, available: 10_000n });
    assert.deepEqual(await balance(card), { posted: 0n, held: 0n, available: 0n });
  });

  test('what is booked is read back by its reference, in order', async () => {
    const { id, book, operation, holding, network } = await company();
    const hold = newId('hold');
    const about = (key: string) => ({ ...operation(key), reference: 'tx' });
    await book((page) => {
      page.place({ ...about('1'), hold, accounts: [holding], amount: 900n });
      page.post({
        ...about('2'),
        postings: move(700n, holding, network),
        take: { hold, amount: 700n, final: true },
      });
    });
    const entries = await ledger.entriesOf(database, id, 'tx');
    assert.deepEqual(
      entries.map((entry) => [entry.key, entry.hold, entry.postings]),
      [
        ['1', { id: hold, change: 900n }, []],
        ['2', { id: hold, change: -900n }, move(700n, holding, network)],
      ],
    );
    assert.deepEqual(entries[0]?.at, operation('1').at);
    assert.deepEqual(await ledger.entriesOf(database, newId('company'), 'tx'), []);
  });

  test('a reference finds its entries, whether their keys begin with it or not, and no others', async () => {
    const { id, book, operation, holding, network } = await company();
    const keys = { tx: ['tx:1', 'gas for tx', 'tx:2:claim'], 'tx:1': ['tx:1:1'], tx2: ['tx2:1', 'tx:3'] };
    for (const [reference, own] of Object.entries(keys))
      for (const key of own)
        await book((page) =>
          page.post({ ...operation(key), reference, postings: move(100n, holding, network) }),
        );
    for (const [reference, own] of Object.entries(keys)) {
      const entries = await ledger.entriesOf(database, id, reference);
      assert.deepEqual(
        entries.map((entry) => entry.key),
        own,
      );
    }
  });

  test('a recalled hold that set aside something else than was said ends the unit of work', async () => {
    const { id, book, operation, holding, balance } = await company();
    const hold = newId('hold');
    await book((page) => page.place({ ...operation('1'), hold, accounts: [holding], amount: 900n }));
    const release = (held: bigint, key: string) =>
      database.work(async (tx) => {
        const page = await ledger.recall(
          tx,
          [holding],
          [{ company: id, id: hold, accounts: [holding], held }],
        );
        assert.ok(page);
        page.change({ ...operation(key), hold, change: -held });
        await page.confirm();
        await page.write();
      });
    await assert.rejects(release(800n, '2'), isNotAsRemembered);
    assert.equal((await balance(holding)).held, 900n);
    await release(900n, '3');
    assert.equal((await balance(holding)).held, 0n);
    await assert.rejects(release(900n, '4'), isNotAsRemembered);
  });

  test('what is recalled between two books of one unit of work is not taken for what the second left', async () => {
    const { operation, holding, faucet, balance } = await company();
    const accounts = [holding, faucet];
    const reload = (key: string) => ({ ...operation(key), postings: move(100n, faucet, holding) });
    await database.work((tx) => ledger.recall(tx, accounts));
    let between: Promise<boolean> | undefined;
    await database.work(async (tx) => {
      const first = await ledger.open(tx, { accounts });
      first.post(reload('1'));
      await first.write();
      const recalled = Promise.withResolvers<void>();
      between = database
        .work(async (other) => {
          const page = await ledger.recall(other, accounts);
          recalled.resolve();
          assert.ok(page);
          page.post(reload('2'));
          await page.confirm();
          await page.write();
        })
        .then(() => true)
        .catch((error: unknown) => {
          assert.ok(isNotAsRemembered(error), String(error));
          return false;
        });
      await recalled.promise;
      const second = await ledger.open(tx, { accounts });
      second.post(reload('3'));
      await second.write();
    });
    const booked = (await between) === true ? 3n : 2n;
    assert.equal((await balance(holding)).posted, 10_000n + booked * 100n);
  });

  test('books opened one after the other in a unit of work continue each other', async () => {
    const { id, operation, holding, network, balance } = await company();
    await database.work(async (tx) => {
      for (const key of ['1', '2', '3']) {
        const page = await ledger.open(tx, { accounts: [holding, network] });
        page.post({ ...operation(key), reference: 'three', postings: move(100n, holding, network) });
        await page.write();
      }
    });
    assert.equal((await balance(holding)).posted, 9_700n);
    const entries = await ledger.entriesOf(database, id, 'three');
    assert.deepEqual(
      entries.map((entry) => entry.key),
      ['1', '2', '3'],
    );
  });

  test('a unit of work that rolls back leaves nothing, and the next one works', async () => {
    const { id, book, operation, account, holding, network, balance } = await company();
    const fresh = account('card:new');
    const before = await database.query(everything, [id]);
    const failing = database.work(async (tx) => {
      const page = await ledger.open(tx, { accounts: [holding, network, fresh] });
      page.place({ ...operation('a'), hold: newId('hold'), accounts: [holding], amount: 1n });
      page.post({ ...operation('b'), postings: move(1n, holding, fresh) });
      await page.write();
      throw new Error('afterwards');
    });
    await assert.rejects(failing, /afterwards/);
    assert.deepEqual(await database.query(everything, [id]), before);
    // The account it opened is gone with it, so it must be opened again.
    await database.work(async (tx) => {
      const page = await ledger.open(tx, { accounts: [holding, fresh] });
      page.post({ ...operation('c'), postings: move(1n, holding, fresh) });
      await page.write();
    });
    assert.equal((await balance(fresh)).posted, 1n);
    await book((page) => page.post({ ...operation('b'), postings: move(1n, holding, network) }));
  });

  test('the database refuses a key that was used, also when nobody asked for it', async () => {
    const { id, book, operation, holding, network } = await company();
    const again = () =>
      book((page) => page.post({ ...operation('once'), postings: move(1n, holding, network) }));
    await again();
    const before = await database.query(everything, [id]);
    await assert.rejects(again, (error) => isUniqueViolation(error, 'ledger_entries_pkey'));
    assert.deepEqual(await database.query(everything, [id]), before);
    await book((page) => assert.equal(page.knows(id, 'once'), true), { keys: ['once'] });
  });

  test('a name outside the chart of accounts opens nothing', async () => {
    const { account } = await company(0n);
    const opening = database.work((tx) => ledger.open(tx, { accounts: [account('slush:fund')] }));
    await assert.rejects(opening, InvariantBroken);
  });

  test('accounts of one kind are summed by asset, of one company, of no other kind', async () => {
    const { id, account, operation, holding, faucet } = await company();
    const other = await company(7n);
    const virtual = [account('virtual:a', 'X/6'), account('virtual:b', 'X/6'), account('virtual:b', 'Y/18')];
    const owed = virtual.map(({ asset }) => account('obligation', asset));
    await database.work(async (tx) => {
      const page = await ledger.open(tx, { accounts: [...virtual, ...owed] });
      for (const [at, to] of virtual.entries())
        page.post({ ...operation(`sum ${at}`), postings: move(5n, owed[at]!, to) });
      page.place({ ...operation('held'), hold: newId('hold'), accounts: [virtual[0]!], amount: 2n });
      await page.write();
    });
    assert.deepEqual(
      await ledger.sums(database, id, 'virtual'),
      new Map([
        ['X/6', 8n],
        ['Y/18', 5n],
      ]),
    );
    // Neither what only begins alike, nor an account without a second segment.
    for (const kind of ['virt', 'obligation', holding.name, faucet.name])
      assert.equal((await ledger.sums(database, id, kind)).size, 0, kind);
    assert.equal((await ledger.sums(database, other.id, 'virtual')).size, 0);
  });

  test('amounts beyond 2^64 are exact', async () => {
    const { operation, account, balance } = await company(0n);
    const [from, to] = [account('custody:w', 'ETH/18'), account('virtual:v', 'ETH/18')];
    const amount = 123_456_789_012_345_678_901_234_567_890n;
    await database.work(async (tx) => {
      const page = await ledger.open(tx, { accounts: [from, to] });
      page.post({ ...operation('a'), postings: move(amount, from, to) });
      await page.write();
    });
    assert.equal((await balance(to)).posted, amount);
  });
});

void suite('many at a time', () => {
  test('who open the same new accounts, in any order, wait for each other and never deadlock', async () => {
    const { operation, account, balance, holding } = await company(100_000n);
    const cards = ['a', 'b', 'c', 'd', 'e'].map((name) => account(`card:${name}`));
    const others = [openDatabase(database.connection), openDatabase(database.connection)];
    const work = Array.from({ length: 60 }, async (_, n) => {
      const wanted = n % 2 === 0 ? [holding, ...cards] : [...cards.toReversed(), holding];
      // A ledger for each, as for each process: none remembers what another has opened.
      await [database, ...others][n % 3]!.work(async (tx) => {
        const page = await createLedger().open(tx, { accounts: wanted });
        page.post({ ...operation(`n${n}`), postings: move(1n, holding, cards[n % 5]!) });
        await page.write();
      });
    });
    await Promise.all(work);
    await Promise.all(others.map((other) => other.close()));
    assert.equal((await balance(holding)).posted, 99_940n);
    for (const card of cards) assert.equal((await balance(card)).posted, 12n);
  });

  test('each sees what the one before it left: no overspending', async () => {
    const { operation, holding, network, balance } = await company(1_000n);
    let approved = 0n;
    const spend = (n: number) =>
      database.work(async (tx) => {
        const page = await ledger.open(tx, { accounts: [holding, network] });
        if (page.balance(holding).available < 30n) return;
        page.post({ ...operation(`n${n}`), postings: move(30n, holding, network) });
        await page.write();
        tx.afterCommit(() => (approved += 1n));
      });
    await Promise.all(Array.from({ length: 80 }, (_, n) => spend(n)));
    assert.equal(approved, 33n);
    assert.equal((await balance(holding)).available, 10n);
  });

  test('a hold on no account has one writer at a time too', async () => {
    const { id, book, operation } = await company(0n);
    const hold = newId('hold');
    await book((page) => page.place({ ...operation('a'), hold, accounts: [], amount: 100n }));
    const free = async (n: number) =>
      database.work(async (tx) => {
        const page = await ledger.open(tx, { accounts: [], holds: [{ company: id, hold }] });
        page.change({ ...operation(`n${n}`), hold, change: -5n });
        await page.write();
      });
    await Promise.all(Array.from({ length: 20 }, (_, n) => free(n)));
    await book((page) => assert.equal(page.hold(id, hold)?.held, 0n), { holds: [hold] });
  });
});
