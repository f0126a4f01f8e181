import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getAddress } from 'viem';
import known from '../../../contracts/artifacts/addresses.json' with { type: 'json' };
import { contracts, decodeExecute, encodeExecute, executeKind, transferCall } from '../../chains/index.ts';
import { executeData } from '../../chains/sending/execute.ts';
import { publicPoint } from '../../signing/index.ts';
import { custodyAccount, inFlightAccount, obligationAccount, virtualAccount } from '../accounts.ts';
import { accountSalt } from '../addresses/make-wallets.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { CompanyId, Wallet } from '../types.ts';
import type { OutgoingAsked } from '../wallets.ts';
import { findOutgoing } from './store.ts';
import type { OutgoingRef } from './store.ts';

const t = await walletsRig();
const { wallets, chain, tokens } = t;
const [USDC] = tokens;
const { outgoing, virtual } = wallets;
let keys = 0;

/** A company with virtual wallets of 5 USDC each, swept. */
async function someWallets(count: number): Promise<{ company: CompanyId; all: Wallet[]; holding: Wallet }> {
  const company = await t.newCompany();
  const all: Wallet[] = [];
  for (let made = 0; made < count; made++)
    all.push(await virtual.create(company, { alias: 'One', chain: chain.name }));
  for (const { address } of all) await t.sandbox.deposit(address, USDC, 5_000_000n);
  await t.confirm();
  await outgoing.sweep();
  await t.confirm();
  return { company, all, holding: await virtual.holding(company, chain.name) };
}

const withdraw = ({ company, id }: Pick<Wallet, 'company' | 'id'>, over: Partial<OutgoingAsked> = {}) =>
  outgoing.withdrawVirtual(company, id, {
    to: bob,
    token: USDC,
    amount: '2',
    traceId,
    idempotencyKey: `key ${++keys}`,
    ...over,
  });
const owed = ({ company, id }: Wallet): Promise<bigint> => t.posted(virtualAccount(company, id, usdc));
const eventsOf = ({ id }: Wallet) =>
  t.told
    .filter(({ subject }) => subject === id)
    .map(({ operation, subOperation, status, data }) => [
      `${operation}.${subOperation}.${status}`,
      data['amount'],
      data['transaction_hash'],
    ]);

test('to an address outside the holding wallet pays, and the client is told when it is done', async () => {
  const { company, all, holding } = await someWallets(1);
  const [wallet] = all as [Wallet];
  const before = await t.onChain(bob, USDC);
  const { id, state } = await withdraw(wallet);
  assert.equal(state, 'PENDING');
  assert.deepEqual(
    [await owed(wallet), await t.posted(inFlightAccount(company, holding.id, usdc))],
    [3_000_000n, 2_000_000n],
  );
  await t.confirm();
  assert.equal(await t.posted(custodyAccount(company, holding.id, usdc)), 3_000_000n);
  assert.equal((await t.onChain(bob, USDC)) - before, 2_000_000n);
  const { transactionHash } = await wallets.movements.get(company, id);
  assert.deepEqual(eventsOf(wallet).at(-1), ['VIRTUAL_WALLETS.WITHDRAW.SUCCESS', '2', transactionHash]);
  assert.equal(t.told.at(-1)!.data['wallet_address'], wallet.address);
  await t.assertReconciled();
});

test('to another virtual wallet of the company it is a matter of the books, at once, and both are told', async () => {
  const { company, all, holding } = await someWallets(2);
  const [from, to] = all as [Wallet, Wallet];
  const asked = { to: to.address, idempotencyKey: 'internal' };
  const answer = await withdraw(from, asked);
  assert.deepEqual([answer.state, answer.transactionHash], ['COMPLETED', 'internal']);
  assert.deepEqual([await owed(from), await owed(to)], [3_000_000n, 7_000_000n]);
  assert.deepEqual(await withdraw(from, asked), answer);
  assert.deepEqual([await owed(from), await owed(to)], [3_000_000n, 7_000_000n]);
  assert.deepEqual(eventsOf(from).at(-1), ['VIRTUAL_WALLETS.WITHDRAW.SUCCESS', '2', 'internal']);
  assert.deepEqual(eventsOf(to).at(-1), ['VIRTUAL_WALLETS.DEPOSIT.SUCCESS', '2', 'internal']);
  assert.equal(t.told.at(-1)!.data['from_wallet_address'], from.address);
  const received = await wallets.movements.of(company, to.id, {
    after: undefined,
    order: 'desc',
    size: 1,
    chain: undefined,
  });
  assert.deepEqual(
    received.map(({ operation, state, transactionHash, amount }) => [
      operation,
      state,
      transactionHash,
      amount,
    ]),
    [['DEPOSIT', 'COMPLETED', 'internal', 2_000_000n]],
  );
  // More than the holding has is no matter between two wallets.
  await outgoing.setVirtualBalance(company, from.id, { token: undefined, amount: '1000', traceId });
  await withdraw(from, { to: to.address, amount: '900' });
  assert.equal(await owed(to), 907_000_000n);
  assert.equal(await t.posted(custodyAccount(company, holding.id, usdc)), 10_000_000n);
  await t.assertReconciled();
});

test('to a virtual wallet of another company coins move on the chain', async () => {
  const { all } = await someWallets(1);
  const other = await someWallets(1);
  await withdraw(all[0]!, { to: other.all[0]!.address });
  await t.confirm();
  assert.equal(await owed(other.all[0]!), 7_000_000n);
  assert.equal(await t.posted(custodyAccount(other.company, other.all[0]!.id, usdc)), 2_000_000n);
  await t.assertReconciled();
});

test('a balance beyond the coins of the holding is paid only as far as there are coins', async () => {
  const { company, all } = await someWallets(1);
  const [wallet] = all as [Wallet];
  await outgoing.setVirtualBalance(company, wallet.id, { token: USDC, amount: '8', traceId });
  await assert.rejects(
    withdraw(wallet, { amount: '5.000001' }),
    refused('VAL', /holding wallet has only 5 USDC/),
  );
  await withdraw(wallet, { amount: '5' });
  await assert.rejects(
    withdraw(wallet, { amount: '0.000001' }),
    refused('VAL', /holding wallet has only 0 USDC/),
  );
  await t.confirm();
  assert.equal(await owed(wallet), 3_000_000n);
  assert.equal(await t.posted(obligationAccount(company, usdc)), 3_000_000n);
  await t.assertReconciled();
});

test('coins that are still on a deposit address cannot pay yet', async () => {
  const company = await t.newCompany();
  const wallet = await virtual.create(company, { alias: 'One', chain: chain.name });
  await t.deposit(wallet.address, USDC, 5_000_000n);
  await assert.rejects(withdraw(wallet), refused('VAL', /on their way/));
  await outgoing.sweep();
  await t.confirm();
  await withdraw(wallet);
  await t.confirm();
  assert.equal(await owed(wallet), 3_000_000n);
});

test('however many ask at once, to the chain and inside, never more than there is', async () => {
  const { company, all } = await someWallets(2);
  const [from, to] = all as [Wallet, Wallet];
  // The other one needs its five to be paid out too.
  const asked = [
    ...Array.from({ length: 5 }, () => withdraw(from, { amount: '2' })),
    ...Array.from({ length: 5 }, () => withdraw(from, { amount: '2', to: to.address })),
    ...Array.from({ length: 3 }, () => withdraw(to, { amount: '1', to: from.address })),
  ];
  await Promise.allSettled(asked);
  await t.confirm();
  assert.ok((await owed(from)) >= 0n && (await owed(to)) >= 0n);
  const holding = await virtual.holding(company, chain.name);
  const coins = await t.posted(custodyAccount(company, holding.id, usdc));
  assert.equal((await owed(from)) + (await owed(to)), coins);
  assert.equal(await t.posted(obligationAccount(company, usdc)), 0n);
  await t.assertReconciled();
});

test('what could only be a mistake is refused, and nothing has moved', async () => {
  const { company, all, holding } = await someWallets(2);
  const [wallet, other] = all as [Wallet, Wallet];
  const told = t.told.length;
  const mistakes: readonly (readonly [Partial<OutgoingAsked>, 'VAL' | 'VALIDATION_ERROR', RegExp])[] = [
    [{ amount: '5.000001' }, 'VAL', /has only 5 USDC/],
    [{ amount: '5.000001', to: other.address }, 'VAL', /has only 5 USDC/],
    [{ amount: '0.1234567' }, 'VALIDATION_ERROR', /at most 6 decimals/],
    [{ to: '0x0000000000000000000000000000000000000000' }, 'VAL', /nobody/],
    [{ to: USDC }, 'VAL', /contract of USDC/],
    [{ to: wallet.address }, 'VAL', /itself/],
    [{ to: holding.address }, 'VAL', /itself/],
    [{ token: bob }, 'VAL', /not a listed token/],
  ];
  for (const [over, code, message] of mistakes)
    await assert.rejects(withdraw(wallet, over), refused(code, message), JSON.stringify(over));
  await virtual.setEnabled(company, wallet.id, false);
  await assert.rejects(withdraw(wallet), refused('VAL', /disabled/));
  await virtual.setEnabled(company, wallet.id, true);
  const stranger = await t.newCompany();
  await assert.rejects(withdraw({ company: stranger, id: wallet.id }), refused('NOT_FOUND'));
  await assert.rejects(withdraw({ company, id: holding.id }), refused('NOT_FOUND'));
  await t.confirm();
  assert.equal(await owed(wallet), 5_000_000n);
  assert.equal(t.told.length, told);
  await t.assertReconciled();
});

test('what comes to a disabled wallet is booked and told all the same, and leaves once it is enabled', async () => {
  const { company, all } = await someWallets(1);
  const [wallet] = all as [Wallet];
  await virtual.setEnabled(company, wallet.id, false);
  await t.deposit(wallet.address, USDC, 4_000_000n);
  assert.equal(await owed(wallet), 9_000_000n);
  assert.deepEqual(eventsOf(wallet).at(-1)?.slice(0, 2), ['VIRTUAL_WALLETS.DEPOSIT.SUCCESS', '4']);
  await assert.rejects(withdraw(wallet), refused('VAL', /disabled/));
  await virtual.setEnabled(company, wallet.id, true);
  await withdraw(wallet);
  await t.confirm();
  assert.equal(await owed(wallet), 7_000_000n);
  await t.assertReconciled();
});

test('a deleted wallet neither gives nor takes', async () => {
  const { company, all } = await someWallets(2);
  const [gone, other] = all as [Wallet, Wallet];
  await withdraw(gone, { amount: '5', to: other.address });
  await virtual.delete(company, gone.id);
  await assert.rejects(withdraw(gone), refused('NOT_FOUND'));
  await assert.rejects(withdraw(other, { to: gone.address }), refused('VAL', /deleted/));
});

test('what comes to a deleted wallet can be withdrawn by its id, and no more', async () => {
  const { company, all } = await someWallets(2);
  const [gone, other] = all as [Wallet, Wallet];
  await withdraw(gone, { amount: '5', to: other.address });
  await virtual.delete(company, gone.id);
  await assert.rejects(virtual.balances(company, gone.id), refused('NOT_FOUND'));
  await t.deposit(gone.address, USDC, 3_000_000n);
  assert.equal((await virtual.balances(company, gone.id))[0]?.balance, 3_000_000n);
  await assert.rejects(virtual.get(company, gone.id), refused('NOT_FOUND'));
  await assert.rejects(withdraw(gone, { amount: '3.000001' }), refused('VAL', /has only 3 USDC/));
  await withdraw(gone, { amount: '1', to: other.address });
  await withdraw(gone, { amount: '2' });
  await t.confirm();
  await assert.rejects(withdraw(gone, { amount: '1' }), refused('NOT_FOUND'));
  await assert.rejects(virtual.balances(company, gone.id), refused('NOT_FOUND'));
  await t.assertReconciled();
});

test('the native coin leaves a virtual wallet and the holding as any token does', async () => {
  const company = await t.newCompany();
  const wallet = await virtual.create(company, { alias: 'One', chain: chain.name });
  const holding = await virtual.holding(company, chain.name);
  const coin = 10n ** 18n;
  await t.deposit(wallet.address, null, 5n * coin);
  await t.deposit(holding.address, null, 2n * coin);
  await outgoing.sweep();
  await t.confirm();
  const before = await t.onChain(bob, null);
  await withdraw(wallet, { token: null, amount: '4.5' });
  await outgoing.withdrawHolding(company, chain.name, {
    to: bob,
    token: null,
    amount: '1.25',
    traceId,
    idempotencyKey: undefined,
  });
  await t.confirm();
  assert.equal((await t.onChain(bob, null)) - before, (coin * 575n) / 100n);
  await t.assertReconciled();
});

test('whatever it fails for, the client has it back, the company is told once, and asked again it is the same', async () => {
  const coin = 10n ** 18n;
  const {
    company,
    all: [wallet],
    holding,
  } = (await someWallets(1)) as { company: CompanyId; all: [Wallet]; holding: Wallet };
  await t.deposit(wallet.address, null, 5n * coin);
  await outgoing.sweep();
  await t.confirm();
  const idempotencyKey = 'whatever it fails for';
  /** Another message of the signers for the same account and nonce, which moves nothing. */
  const replace = async (movement: string): Promise<void> => {
    const row = (await findOutgoing(t.database, { company, movement: movement as OutgoingRef['movement'] }))!;
    const execute = { ...decodeExecute(row.call!), calls: [transferCall(null, bob, 0n)] };
    const keyId = holding.keyId!;
    const signed = await t.signers.coordinator.sign(keyId, executeKind, encodeExecute(execute));
    const data = executeData(publicPoint(keyId), accountSalt, execute, signed.signature);
    await t.database.work((tx) =>
      chain.submit(tx, { key: `instead of ${movement}`, to: contracts.factory, data }),
    );
  };
  const late = t.open({ parts: { transferDeadlineMs: -3_600_000 } }).wallets.outgoing;
  const reasons = {
    // The code behind deposit addresses takes no coin.
    failed: { to: getAddress(known.forwarderCode), token: null, sentence: /chain refused/ },
    expired: { to: bob, token: USDC, sentence: /could not be sent in time/ },
    replaced: { to: bob, token: USDC, sentence: /Another transfer took its place/ },
  } as const;
  for (const [why, { to, token, sentence }] of Object.entries(reasons)) {
    const by = why === 'expired' ? late : outgoing;
    const asset = token === null ? 'POLYGON:POL/18' : usdc;
    const books = () =>
      Promise.all(
        [
          virtualAccount(company, wallet.id, asset),
          inFlightAccount(company, holding.id, asset),
          custodyAccount(company, holding.id, asset),
          obligationAccount(company, asset),
        ].map(t.posted),
      );
    const before = await books();
    const mark = t.told.length;
    const ask = () =>
      by.withdrawVirtual(company, wallet.id, {
        to,
        token,
        amount: '2',
        traceId,
        idempotencyKey: `${idempotencyKey} ${why}`,
      });
    if (why === 'replaced') await Promise.all([t.signers.stop(1), t.signers.stop(2)]);
    const { id } = await ask();
    const amount = token === null ? 2n * coin : 2_000_000n;
    assert.deepEqual(await books(), [before[0]! - amount, amount, before[2], before[3]], why);
    if (why === 'replaced') {
      await Promise.all([t.signers.restart(1), t.signers.restart(2)]);
      await replace(id);
    }
    await t.confirm();
    const { state, reason } = await wallets.movements.get(company, id);
    assert.deepEqual([state, reason], ['FAILED', why]);
    assert.deepEqual(await books(), before, why);
    // Nothing of it is sent later.
    t.pass(61_000);
    await outgoing.resume();
    await t.confirm();
    assert.deepEqual(await books(), before, why);
    assert.equal((await ask()).id, id);
    const told = t.told.slice(mark);
    assert.deepEqual(
      told.map(({ operation, subOperation, status }) => `${operation}.${subOperation}.${status}`),
      ['VIRTUAL_WALLETS.WITHDRAW.FAILED'],
      why,
    );
    assert.match(told[0]!.reason ?? '', sentence);
    assert.deepEqual(
      [told[0]!.subject, told[0]!.data['amount'], told[0]!.data['to_wallet_address']],
      [wallet.id, '2', to],
    );
    await t.assertReconciled();
  }
});
