import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '../../platform/database.ts';
import { usdc, walletsRig } from '../testing/rig.ts';

const t = await walletsRig();

test('what a relayer was sent before it is in the books is there, also without its confirmations', async () => {
  const relayer = '0x00000000000000000000000000000000000a0a00';
  await t.sandbox.deposit(relayer, null, 5n);
  await t.settle();
  await t.wallets.operator.openRelayer(t.chain.name, relayer);
  await t.deposit(relayer, null, 7n);
  assert.equal(await t.onChain(relayer, null), 12n);
  await t.assertReconciled();
});

test('any number of wallets is compared, page by page, on a chain that never stands still', async () => {
  const { company, wallets, chain } = t;
  const real = await wallets.virtual.create(company, { alias: 'One', chain: chain.name });
  // More than are held in memory at a time, before the real one and behind it; nobody has sent anything to these.
  await t.database.execute(
    sql(
      'test.many',
      `INSERT INTO wallets (company_id, id, kind, chain, address, alias, holding_id, salt, created_at)
       SELECT company_id, 'vw_' || lpad(to_hex(n * 2147480), 8, '0') || '-0000-7000-8000-000000000000', kind, chain,
         '0x' || lpad(n::text, 40, '7'), alias, holding_id, salt, created_at
       FROM wallets, generate_series(1, 519) n WHERE id = $1`,
    ),
    [real.id],
  );
  await t.deposit(real.address, t.tokens[0], 7_000_000n);

  const readBalances = chain.readBalances.bind(chain);
  let blocks = 0n;
  let asked = 0;
  chain.readBalances = async (of, at) => {
    asked += of.length;
    blocks += 1n;
    return { ...(await readBalances(of, at)), block: blocks };
  };
  const found = await wallets.operator.reconcileChain('POLYGON');
  assert.deepEqual(found.differences, []);
  // Those, the holding and two relayers.
  assert.equal(found.compared, 523 * 4);
  const total = found.totals.find(({ asset }) => asset === usdc);
  assert.deepEqual(total, { asset: usdc, ledger: 7_000_000n, onChain: 7_000_000n });

  // What differs is looked at again, and only that.
  await t.database.execute(
    sql('test.more', `UPDATE ledger_accounts SET debits = debits + 1 WHERE name = $1`),
    [`custody:${real.id}`],
  );
  const once = asked;
  asked = 0;
  const { differences } = await wallets.operator.reconcileChain('POLYGON');
  assert.deepEqual(
    differences.map(({ wallet, ledger, onChain }) => [wallet, ledger, onChain]),
    [[real.id, 7_000_001n, 7_000_000n]],
  );
  assert.equal(asked - once, 3 * 4);
});
