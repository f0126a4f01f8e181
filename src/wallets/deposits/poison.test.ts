import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFunctionData } from 'viem';
import type { Address } from 'viem';
import { testTokenAbi } from '../../chains/abi.ts';
import { createRpc } from '../../chains/local/rpc.ts';
import { formatAmount, largestAmount } from '../../kernel/money.ts';
import { custodyAccount, virtualAccount } from '../accounts.ts';
import { refused } from '../testing/refused.ts';
import { traceId, usdc, walletsRig } from '../testing/rig.ts';

const t = await walletsRig();
const { wallets, chain, sandbox, tokens } = t;
const [USDC, , DAI] = tokens;
const dai = 'POLYGON:DAI/18';

const full = /The amount is too large: with it more than 10\^39 - 1 of the smallest unit of POLYGON:DAI/;

/** Anybody may make as much of a test token as a ledger can hold. */
async function mint(token: Address, to: Address, amount: bigint): Promise<void> {
  const rpc = createRpc(sandbox.url);
  const [, , , from] = await rpc<readonly Address[]>('eth_accounts');
  const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args: [to, amount] });
  await rpc('eth_sendTransaction', [{ from, to: token, data }]);
  await sandbox.mine(0);
}

/** Whatever a dozen rounds failed with. */
async function rounds(): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (let round = 0; round < 12; round++) await chain.round().catch((error) => failures.push(error));
  return failures;
}

test('a deposit that left the chain and cannot be taken back waits by itself; everything else is taken back and goes on', async () => {
  const company = await t.newCompany();
  const create = (alias: string) => wallets.virtual.create(company, { alias, chain: chain.name });
  const [poisoned, taker, beside] = [await create('One'), await create('Two'), await create('Three')];
  const owed = ({ id }: typeof poisoned, asset: typeof usdc | typeof dai = usdc) =>
    t.posted(virtualAccount(company, id, asset));
  const before = await sandbox.height();
  await mint(DAI, poisoned.address, largestAmount);
  await t.confirm();
  // Spent already: booked back it would be more than may ever pass through an account.
  await wallets.outgoing.withdrawVirtual(company, poisoned.id, {
    token: DAI,
    to: taker.address,
    amount: formatAmount(largestAmount, 18),
    traceId,
    idempotencyKey: undefined,
  });
  // A request is told so: nothing of it is kept.
  await assert.rejects(
    wallets.outgoing.withdrawVirtual(company, taker.id, {
      token: DAI,
      to: poisoned.address,
      amount: '0.000000000000000001',
      traceId,
      idempotencyKey: undefined,
    }),
    refused('VAL', new RegExp(`${full.source}.* the account virtual:${poisoned.id}`)),
  );
  const gone = await sandbox.deposit(beside.address, USDC, 5_000_000n);
  const stays = await sandbox.deposit(taker.address, USDC, 2_000_000n);
  await t.confirm();
  assert.deepEqual([await owed(beside), await owed(taker)], [5_000_000n, 2_000_000n]);
  const mark = t.told.length;

  await sandbox.reorganise(Number((await sandbox.height()) - before), new Set([gone]));
  await sandbox.mine(sandbox.confirmations);
  assert.match(String((await rounds())[0]), full);
  assert.deepEqual([await owed(beside), await owed(taker), await owed(poisoned, dai)], [0n, 2_000_000n, 0n]);
  const told = new Set(
    t.told
      .slice(mark)
      .flatMap(({ status, data }) => (status === 'CANCELLED' ? [data['transaction_hash']] : [])),
  );
  assert.ok(told.has(gone) && told.has(stays));
  const { stuck, halted } = await chain.state();
  assert.equal(halted, null);
  assert.deepEqual(
    stuck.map(({ hasLeft, to, amount, kind }) => [hasLeft, to, amount, kind]),
    [[true, poisoned.address, largestAmount, 'token']],
  );
  assert.match(stuck[0]!.reason, full);
  // It is mined again in another block, and is not booked once more before its first stay is booked back.
  assert.equal(await t.posted(custodyAccount(company, poisoned.id, dai)), largestAmount);
  assert.equal(await t.onChain(poisoned.address, DAI), largestAmount);

  // What comes later is booked, but not where it came.
  await sandbox.deposit(beside.address, USDC, 3_000_000n);
  await sandbox.deposit(poisoned.address, USDC, 4_000_000n);
  await sandbox.mine(sandbox.confirmations);
  await rounds();
  assert.deepEqual([await owed(beside), await owed(poisoned)], [3_000_000n, 0n]);
  // It is tried when the operator asks for it, in whatever process that is.
  const tries = async () => (await chain.state()).stuck.map((one) => one.tries);
  for (let waits = 0; waits < 10; waits++) {
    t.pass(31_000);
    await chain.round().catch(() => undefined);
  }
  const [tried = 0] = await tries();
  await rounds();
  assert.deepEqual(await tries(), [tried]);
  assert.equal(await t.open().wallets.operator.retryStuck(chain.name), 1);
  await rounds();
  assert.deepEqual(await tries(), [tried + 1]);
});

test('a deposit that cannot be booked is tried on by itself, and holds up nothing that has other addresses', async () => {
  const [one, other] = [await t.newCompany(), await t.newCompany()];
  const poisoned = await wallets.virtual.create(one, { alias: 'One', chain: chain.name });
  const [beside, elsewhere] = [
    await wallets.virtual.create(one, { alias: 'Two', chain: chain.name }),
    await wallets.virtual.create(other, { alias: 'One', chain: chain.name }),
  ];
  const owed = ({ company, id }: typeof poisoned, asset: typeof usdc | typeof dai = usdc) =>
    t.posted(virtualAccount(company, id, asset));
  await mint(DAI, poisoned.address, largestAmount);
  await sandbox.deposit(beside.address, USDC, 5_000_000n);
  // With the first one it is more than any account can have.
  await mint(DAI, poisoned.address, largestAmount);
  await sandbox.deposit(poisoned.address, USDC, 6_000_000n);
  await sandbox.deposit(elsewhere.address, USDC, 7_000_000n);
  await sandbox.mine(sandbox.confirmations);
  const failures = await rounds();
  assert.ok(failures.length > 0 && failures.length < 4, `${failures.length} rounds failed`);
  assert.match(String(failures[0]), full);
  assert.deepEqual(
    [await owed(poisoned, dai), await owed(beside), await owed(poisoned), await owed(elsewhere)],
    [largestAmount, 5_000_000n, 0n, 7_000_000n],
  );
  // What comes later is booked as well.
  await sandbox.deposit(elsewhere.address, USDC, 3_000_000n);
  await sandbox.mine(sandbox.confirmations);
  await rounds();
  assert.equal(await t.posted(custodyAccount(other, elsewhere.id, usdc)), 10_000_000n);
});
