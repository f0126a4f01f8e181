import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommitUnknown } from '../../platform/database.ts';
import type { Database } from '../../platform/database.ts';
import type { Coordinator } from '../../signing/index.ts';
import { custodyAccount, inFlightAccount, treasuryAccount } from '../accounts.ts';
import { killedTransfers } from '../testing/killed-transfers.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import { seedFor } from '../../../test/support/seed.ts';

test('killed again and again while it sends: each transfer is sent once or not at all, and the books say which', async (context) => {
  const t = await walletsRig();
  const seed = seedFor('killed transfers');
  context.diagnostic(`seed ${seed}; more: node scripts/transfer-kills.ts 200 [seed]`);
  const report = await killedTransfers(t, 6, seed);
  context.diagnostic(JSON.stringify(report));
  assert.ok(report.completed > 0 && report.failed === 0);
});

test('dead before or after each step that it takes, it has happened once when its key is sent again', async () => {
  const t = await walletsRig();
  const { company, tokens, chain } = t;
  const account = await t.wallets.treasury.createAccount(company, 'Main');
  const wallet = await t.wallets.treasury.createWallet(company, account.id, {
    alias: 'One',
    chain: chain.name,
  });
  await t.deposit(wallet.address, tokens[0], 100_000_000n);
  const transfer = (wallets: typeof t.wallets, key: string) =>
    wallets.outgoing.transfer(company, account.id, wallet.id, {
      to: bob,
      token: tokens[0],
      amount: '1',
      traceId,
      idempotencyKey: key,
    });

  let steps = 0;
  /** A process that dies at a step: before it is taken, or after it, before anybody hears of it. */
  const dying = (at: number, when: 'before' | 'after'): typeof t.wallets => {
    steps = 0;
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      const own = steps++;
      if (own > at || (own === at && when === 'before')) throw new Error('the process is gone');
      const result = await work();
      if (own === at) throw new CommitUnknown('the process is gone');
      return result;
    };
    const database: Database = {
      ...t.database,
      work: (body) => step(() => t.database.work(body)),
      query: (...asked) => step(() => t.database.query(...asked)) as never,
    };
    const coordinator: Coordinator = {
      ...t.signers.coordinator,
      sign: (...asked) => step(() => t.signers.coordinator.sign(...asked)),
    };
    return t.open({ parts: { database, plain: database, signing: () => coordinator } }).wallets;
  };

  await transfer(dying(Number.POSITIVE_INFINITY, 'before'), 'counts its steps');
  const all = steps;
  assert.ok(all >= 4, `a transfer takes ${all} steps`);
  let sent = 1n;
  for (let at = 0; at < all; at++)
    for (const when of ['before', 'after'] as const) {
      const key = `dies ${when} step ${at}`;
      // Once it is booked it is under way, and no failure would be the truth.
      const [outcome] = await Promise.allSettled([transfer(dying(at, when), key)]);
      assert.equal(outcome.status, at === 0 ? 'rejected' : 'fulfilled', key);
      t.pass(61_000);
      await t.wallets.outgoing.resume();
      await t.confirm();
      // Where nothing was written down it is asked for now; where it was, it is this one.
      const again = await transfer(t.wallets, key);
      await t.confirm();
      sent += 1n;
      const movement = await t.wallets.movements.get(company, again.id);
      assert.equal(movement.state, 'COMPLETED', key);
      assert.equal(await t.onChain(bob, tokens[0]), sent * 1_000_000n, key);
      assert.equal(await t.posted(custodyAccount(company, wallet.id, usdc)), (100n - sent) * 1_000_000n);
    }
  assert.equal(await t.posted(treasuryAccount(company, wallet.id, usdc)), (100n - sent) * 1_000_000n);
  assert.equal(await t.posted(inFlightAccount(company, wallet.id, usdc)), 0n);
  await t.assertReconciled();
});
