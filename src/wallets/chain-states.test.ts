import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../kernel/failures.ts';
import { sql } from '../platform/database.ts';
import { refused } from './testing/refused.ts';
import { walletsRig } from './testing/rig.ts';
import type { WalletChain } from './types.ts';

const t = await walletsRig();
const { operator } = t.wallets;
const stateOf = async () => (await operator.chainStates())[0]?.state;

test('the books are compared with the chains that can be read, and it is said of the others that they cannot', async () => {
  const [here] = t.parts.chains;
  const away: WalletChain = {
    ...here!,
    name: 'MOON',
    open: () => {
      throw new Failure('UNAVAILABLE', 'MOON is not reached yet.');
    },
  };
  const both = t.open({ parts: { chains: [away, here!] } }).wallets.operator;
  const [moon, polygon] = await both.reconcile();
  assert.deepEqual(moon, {
    chain: 'MOON',
    unavailable: 'MOON is not reached yet.',
    block: null,
    compared: 0,
    totals: [],
    differences: [],
  });
  assert.deepEqual([polygon!.chain, polygon!.unavailable, polygon!.differences], ['POLYGON', null, []]);
  assert.ok(polygon!.compared > 0 && polygon!.block !== null);
  // Of a node that answers nothing it is only known when it is asked.
  const silent = t.open({ chain: { rpcUrls: ['http://127.0.0.1:1'] } }).wallets.operator;
  await assert.rejects(silent.reconcile(), refused('UNAVAILABLE', /POLYGON cannot be read/));
  assert.deepEqual(await t.open({ parts: { chains: [] } }).wallets.operator.reconcile(), []);
});

test('a halted chain goes on from a block that is on it, and says why not where it cannot', async () => {
  await t.sandbox.mine(5);
  await t.settle();
  const { block = 0n } = (await stateOf())!;
  await assert.rejects(operator.resume('POLYGON', block), refused('VAL', /not halted/));
  await assert.rejects(operator.resume('MOON', block), refused('VAL', /no blockchain MOON/));
  await t.database.execute(sql('test.halt', `UPDATE chain_cursors SET halted = 'it differs'`));
  assert.equal((await stateOf())?.halted, 'it differs');
  await assert.rejects(operator.resume('POLYGON', block + 1n), refused('VAL', /has not been read yet/));
  const away = t.open({ chain: { rpcUrls: ['http://127.0.0.1:1'] } }).wallets;
  await assert.rejects(away.operator.resume('POLYGON', block - 2n), refused('UNAVAILABLE', /cannot be read/));
  await assert.rejects(away.operator.reconcileChain('POLYGON'), refused('UNAVAILABLE', /cannot be read/));
  assert.equal((await stateOf())?.halted, 'it differs');
  await operator.resume('POLYGON', block - 2n);
  assert.deepEqual([(await stateOf())?.halted, (await stateOf())?.block], [null, block - 2n]);
  await t.settle();
  assert.equal((await stateOf())?.block, block);
  await t.assertReconciled();
});
