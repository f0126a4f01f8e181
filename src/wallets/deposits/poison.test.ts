import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFunctionData } from 'viem';
import type { Address } from 'viem';
import { testTokenAbi } from '../../chains/abi.ts';
import { createRpc } from '../../chains/local/rpc.ts';
import { largestAmount } from '../../kernel/money.ts';
import { custodyAccount, virtualAccount } from '../accounts.ts';
import { usdc, walletsRig } from '../testing/rig.ts';

const t = await walletsRig();
const { wallets, chain, sandbox, tokens } = t;
const [USDC, , DAI] = tokens;
const dai = 'POLYGON:DAI/18';

/** Anybody may make as much of a test token as a ledger can hold. */
async function mint(token: Address, to: Address, amount: bigint): Promise<void> {
  const rpc = createRpc(sandbox.url);
  const [, , , from] = await rpc<readonly Address[]>('eth_accounts');
  const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args: [to, amount] });
  await rpc('eth_sendTransaction', [{ from, to: token, data }]);
  await sandbox.mine(0);
}

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
  const rounds = async (): Promise<readonly unknown[]> => {
    const failures: unknown[] = [];
    for (let round = 0; round < 12; round++) await chain.round().catch((error) => failures.push(error));
    return failures;
  };
  await sandbox.mine(sandbox.confirmations);
  const failures = await rounds();
  assert.ok(failures.length > 0 && failures.length < 4, `${failures.length} rounds failed`);
  assert.match(String(failures[0]), /numeric field overflow|out of range/);
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
