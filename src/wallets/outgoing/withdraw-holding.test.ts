import assert from 'node:assert/strict';
import { test } from 'node:test';
import { custodyAccount, inFlightAccount, obligationAccount, virtualAccount } from '../accounts.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { OutgoingAsked } from '../wallets.ts';

const t = await walletsRig();
const { company, wallets, chain, tokens } = t;
const [USDC] = tokens;
const { outgoing, virtual } = wallets;

const withdraw = (over: Partial<OutgoingAsked> = {}, from = company) =>
  outgoing.withdrawHolding(from, chain.name, {
    to: bob,
    token: USDC,
    amount: '1',
    traceId,
    idempotencyKey: undefined,
    ...over,
  });

test('before there is a virtual wallet there is no holding', async () => {
  await assert.rejects(withdraw(), refused('NOT_FOUND'));
});

test('the company takes its own coins out, and never those that virtual wallets are owed', async () => {
  const wallet = await virtual.create(company, { alias: 'One', chain: chain.name });
  const holding = await virtual.holding(company, chain.name);
  await t.sandbox.deposit(wallet.address, USDC, 5_000_000n);
  await t.deposit(holding.address, USDC, 3_000_000n);
  const custody = custodyAccount(company, holding.id, usdc);
  // Three are its own. The client's five are on their way there.
  await assert.rejects(withdraw({ amount: '3.000001' }), refused('VAL', /Only 3 USDC can be withdrawn/));
  await outgoing.sweep();
  await t.confirm();
  assert.equal(await t.posted(custody), 8_000_000n);
  await assert.rejects(withdraw({ amount: '3.000001' }), refused('VAL', /Only 3 USDC can be withdrawn/));
  await withdraw({ amount: '2' });
  // In flight already.
  await assert.rejects(withdraw({ amount: '1.000001' }), refused('VAL', /Only 1 USDC can be withdrawn/));
  await t.confirm();
  assert.equal(await t.posted(custody), 6_000_000n);
  assert.equal(await t.posted(inFlightAccount(company, holding.id, usdc)), 0n);
  assert.equal(t.told.at(-1)!.subOperation, 'WITHDRAW');
  assert.equal(t.told.at(-1)!.data['wallet_id'], holding.id);
  // Raised by hand, the client's balance takes what there was to spare, and more.
  await outgoing.setVirtualBalance(company, wallet.id, { token: USDC, amount: '5.5', traceId });
  await assert.rejects(withdraw({ amount: '0.6' }), refused('VAL', /Only 0.5 USDC can be withdrawn/));
  await outgoing.setVirtualBalance(company, wallet.id, { token: USDC, amount: '7', traceId });
  await assert.rejects(withdraw({ amount: '0.000001' }), refused('VAL', /Only 0 USDC can be withdrawn/));
  await outgoing.setVirtualBalance(company, wallet.id, { token: USDC, amount: '0', traceId });
  await withdraw({ amount: '6' });
  await t.confirm();
  assert.equal(await t.posted(custody), 0n);
  assert.equal(await t.posted(obligationAccount(company, usdc)), 0n);
  await t.assertReconciled();
});

test('custody less in flight less suspense is the sum of all virtual balances and what there is to spare', async () => {
  const other = await t.newCompany();
  const [one, two] = [
    await virtual.create(other, { alias: 'One', chain: chain.name }),
    await virtual.create(other, { alias: 'Two', chain: chain.name }),
  ];
  const holding = await virtual.holding(other, chain.name);
  await t.sandbox.deposit(one.address, USDC, 4_000_000n);
  // Below the minimum: nobody's yet, so nobody's to withdraw.
  await t.sandbox.deposit(two.address, USDC, 900_000n);
  await t.deposit(holding.address, USDC, 2_000_000n);
  await outgoing.setVirtualBalance(other, two.id, { token: USDC, amount: '1.5', traceId });
  await outgoing.sweep();
  await t.confirm();
  await withdraw({ amount: '0.25' }, other);
  const name = (id: string) => ({ company: other, name: id, asset: usdc });
  const inside =
    (await t.posted(custodyAccount(other, holding.id, usdc))) -
    (await t.posted(inFlightAccount(other, holding.id, usdc))) -
    (await t.posted(name('suspense:below_minimum')));
  const owed =
    (await t.posted(virtualAccount(other, one.id, usdc))) +
    (await t.posted(virtualAccount(other, two.id, usdc)));
  const spare = -(await t.posted(obligationAccount(other, usdc)));
  assert.deepEqual([inside, owed, spare], [5_750_000n, 5_500_000n, 250_000n]);
  await assert.rejects(
    withdraw({ amount: '0.250001' }, other),
    refused('VAL', /Only 0.25 USDC can be withdrawn/),
  );
  await t.confirm();
  await t.assertReconciled();
});

test('what could only be a mistake is refused', async () => {
  const holding = await virtual.holding(company, chain.name);
  await t.deposit(holding.address, USDC, 3_000_000n);
  for (const [over, code] of [
    [{ amount: '0.1234567' }, 'VALIDATION_ERROR'],
    [{ to: holding.address }, 'VAL'],
    [{ to: '0x0000000000000000000000000000000000000000' }, 'VAL'],
    [{ to: USDC }, 'VAL'],
  ] as const)
    await assert.rejects(withdraw(over), refused(code), JSON.stringify(over));
  await assert.rejects(
    outgoing.withdrawHolding(company, 'MARS', {
      to: bob,
      token: USDC,
      amount: '1',
      traceId,
      idempotencyKey: undefined,
    }),
    refused('VAL', /no blockchain MARS/),
  );
  await t.assertReconciled();
});
