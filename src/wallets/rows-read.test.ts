import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { rowsReadBy } from '../../test/support/rows-read.ts';
import { sql, type Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { countWallets, isUnderWay, listAccounts, listVirtual } from './records-store.ts';
import { firstSingle } from './addresses/siblings-store.ts';
import { findSingle, walletsOn } from './store.ts';
import { listInexact, openInexact } from './sweeps/inexact-store.ts';
import { claimSweeps } from './sweeps/store.ts';
import type { WalletId } from './types.ts';

/*
 * One company has nearly all there is, and nothing was ever counted, as after a restore. What is asked is planned for any company.
 */
const database = await testDatabase();
const company = newId('company');
const holding = newId('wallet');
const wallet: WalletId = `vw_${holding.slice(4)}`;
const coin = 'POLYGON:USDC/6';
const inexact = 'POLYGON:FEE/6';
const many = 3_000;

before(async () => {
  await database.query(
    sql(
      'test.holding',
      `INSERT INTO wallets (company_id, id, kind, chain, address, alias, key_id, created_at)
       VALUES ($1, $2, 'holding', 'POLYGON', '0xh', '', 'k', now())`,
    ),
    [company, holding],
  );
  await database.query(
    sql(
      'test.manyWallets',
      `INSERT INTO wallets (company_id, id, kind, chain, address, alias, holding_id, salt, created_at)
       SELECT $1, $2 || n, 'virtual', 'POLYGON', '0x' || n, '', $3, '0x', now() FROM generate_series(1, ${many}) AS n`,
    ),
    [company, wallet, holding],
  );
  await database.query(
    sql(
      'test.manySweeps',
      `INSERT INTO wallet_sweeps (company_id, wallet_id, asset, chain, due_at)
       SELECT $1, $2 || n, CASE WHEN n <= 20 THEN '${coin}' ELSE '${inexact}' END, 'POLYGON', now() - interval '1 minute'
       FROM generate_series(1, ${many}) AS n`,
    ),
    [company, wallet],
  );
  await database.query(
    sql(
      'test.manyMovements',
      `INSERT INTO wallet_movements (company_id, id, wallet_id, kind, chain, operation, state, asset, amount, trace_id, created_at, updated_at)
       SELECT $1, 'mov_' || n, $2, 'virtual', 'POLYGON', 'DEPOSIT', CASE WHEN n = 1 THEN 'PENDING' ELSE 'COMPLETED' END, '${coin}', n, '', now(), now()
       FROM generate_series(1, ${many}) AS n`,
    ),
    [company, wallet],
  );
});

const reads = async (table: string, most: number, look: (tx: Tx) => Promise<unknown>): Promise<void> => {
  const read = await rowsReadBy(database, table, look);
  assert.ok(read <= most, `${read} rows of ${table}`);
};

test('a holding is found among all wallets of its company', async () => {
  await reads('wallets', 2, async (tx) =>
    assert.equal((await findSingle(tx, company, 'POLYGON', 'holding'))?.id, holding),
  );
  await reads('wallets', 2, async (tx) =>
    assert.equal((await firstSingle(tx, company, 'holding'))?.id, holding),
  );
});

test('the wallets of a chain are read without those of others, page by page, also once they were counted', async () => {
  const look = async (): Promise<void> => {
    await reads('wallets', 1, async (tx) =>
      assert.deepEqual(await walletsOn(tx, 'ETHEREUM', undefined, 500), []),
    );
    await reads('wallets', 20, async (tx) =>
      assert.equal((await walletsOn(tx, 'POLYGON', { company, id: `${wallet}5` }, 10)).length, 10),
    );
  };
  await look();
  // As autovacuum does at any moment.
  await database.query(sql('test.analyzeWallets', 'ANALYZE wallets'));
  await look();
});

test('a part of a list of virtual wallets or of accounts is read without all that come before and after it', async () => {
  await reads('wallets', 30, async (tx) => {
    const part = await listVirtual(tx, company, 'POLYGON', { after: `${wallet}5`, size: 20 });
    assert.deepEqual(
      part.map(({ id }) => id),
      part.map(({ id }) => id).toSorted(),
    );
    assert.equal(part.length, 20);
    assert.equal(part[0]?.id, `${wallet}50`);
  });
  await reads('wallets', 1, async (tx) =>
    assert.deepEqual(await listVirtual(tx, company, 'ETHEREUM', { size: 20 }), []),
  );
  const insertAccounts = sql(
    'test.manyAccounts',
    `INSERT INTO treasury_accounts (company_id, id, alias, created_at) SELECT $1, 'acc_' || n, '', now() FROM generate_series(1, ${many}) AS n`,
  );
  await database.query(insertAccounts, [company]);
  // Which of them are deleted is nothing that could be guessed.
  await database.query(sql('test.analyzeAccounts', 'ANALYZE treasury_accounts'));
  await reads('treasury_accounts', 30, async (tx) =>
    assert.equal((await listAccounts(tx, company, { after: 'acc_5', size: 20 }))[0]?.id, 'acc_50'),
  );
});

test('what a contract counts is counted in an index', async () => {
  await database.query(sql('test.vacuumWallets', 'VACUUM wallets'));
  // Rows that an index answers for are not fetched from the table.
  await reads('wallets', 10, async (tx) =>
    assert.deepEqual(await countWallets(tx, company), { treasury: 0, virtual: many }),
  );
});

test('what is swept is claimed without a walk through what is swept otherwise', async () => {
  const now = new Date();
  const claim = (tx: Tx, except: readonly (typeof coin | typeof inexact)[], most: number) =>
    claimSweeps(tx, 'POLYGON', now, new Date(now.getTime() + 60_000), most, except);
  await reads('wallet_sweeps', 60, async (tx) => assert.equal((await claim(tx, [inexact], 50)).length, 20));
  await reads('wallet_sweeps', 10, async (tx) => assert.deepEqual(await claim(tx, [coin, inexact], 50), []));
  // The twenty are leased now.
  await reads('wallet_sweeps', 40, async (tx) => assert.equal((await claim(tx, [], 10)).length, 10));
  await reads('wallets', 30, async (tx) => assert.equal((await claim(tx, [], 10)).length, 10));
  await reads('wallet_sweeps', 1, async (tx) =>
    assert.deepEqual(await listInexact(tx, 'POLYGON', ['POLYGON:X/6']), []),
  );
});

test('what is not over on a wallet is found without all that ever happened on it', async () => {
  await reads('wallet_movements', 2, async (tx) => assert.equal(await isUnderWay(tx, company, wallet), true));
  await reads('wallet_movements', 2, async (tx) =>
    assert.equal((await openInexact(tx, company, [wallet], coin)).length, 1),
  );
});
