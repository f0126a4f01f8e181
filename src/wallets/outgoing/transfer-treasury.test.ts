import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contracts } from '../../chains/index.ts';
import type { Failure } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import { custodyAccount, inFlightAccount, treasuryAccount } from '../accounts.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { WalletId } from '../types.ts';
import type { OutgoingAsked } from '../wallets.ts';

const t = await walletsRig();
const { company, wallets, tokens } = t;
const { treasury, outgoing } = wallets;
const account = await treasury.createAccount(company, 'Main');
let keys = 0;

async function newWallet(amount = 1_000_000n) {
  const wallet = await treasury.createWallet(company, account.id, { alias: 'One', chain: t.chain.name });
  await t.deposit(wallet.address, tokens[0], amount);
  return wallet;
}

const asked = (over: Partial<OutgoingAsked> = {}): OutgoingAsked => ({
  to: bob,
  token: tokens[0],
  amount: '0.4',
  traceId,
  idempotencyKey: `key ${++keys}`,
  ...over,
});

const transfer = (wallet: { readonly id: WalletId }, over: Partial<OutgoingAsked> = {}) =>
  outgoing.transfer(company, account.id, wallet.id, asked(over));

const books = async ({ id }: { readonly id: WalletId }) => ({
  owned: await t.posted(treasuryAccount(company, id, usdc)),
  inFlight: await t.posted(inFlightAccount(company, id, usdc)),
  custody: await t.posted(custodyAccount(company, id, usdc)),
});

const events = ({ id }: { readonly id: WalletId }) =>
  t.told
    .filter(({ subject, subOperation }) => subject === id && subOperation === 'TRANSFER')
    .map(({ status, data }) => [status, data['amount'], data['transaction_hash']]);

test('a transfer is asked for, sent and told, and the books follow it', async () => {
  const wallet = await newWallet();
  const before = await t.onChain(bob, tokens[0]);
  const answer = await transfer(wallet);
  assert.deepEqual([answer.state, answer.transactionHash], ['PENDING', null]);
  assert.ok(isId('movement', answer.id));
  assert.deepEqual(await books(wallet), { owned: 600_000n, inFlight: 400_000n, custody: 1_000_000n });
  await t.confirm();
  assert.deepEqual(await books(wallet), { owned: 600_000n, inFlight: 0n, custody: 600_000n });
  assert.equal((await t.onChain(bob, tokens[0])) - before, 400_000n);
  const movement = await wallets.movements.get(company, answer.id);
  assert.equal(movement.state, 'COMPLETED');
  assert.deepEqual(events(wallet), [['SUCCESS', '0.4', movement.transactionHash]]);
  assert.equal(t.told.at(-1)!.traceId, traceId);
  await t.assertReconciled();
});

test('asked again under its key while it is under way: a warning; afterwards: the same movement', async () => {
  const wallet = await newWallet();
  const first = asked();
  const { id } = await transfer(wallet, first);
  await assert.rejects(transfer(wallet, first), refused('WARNING', new RegExp(id)));
  await assert.rejects(transfer(wallet, { ...first, amount: '0.5' }), refused('IDEMPOTENCY_KEY_REUSED'));
  await t.confirm();
  const again = await transfer(wallet, first);
  assert.deepEqual([again.id, again.state], [id, 'COMPLETED']);
  assert.ok(again.transactionHash?.startsWith('0x'));
  assert.equal((await books(wallet)).owned, 600_000n);
  // A day later the key is free.
  t.pass(25 * 3_600_000);
  assert.notEqual((await transfer(wallet, first)).id, id);
  await t.confirm();
});

test('a refusal with which nothing began takes no key: the edge keeps it, or nobody does', async () => {
  const wallet = await newWallet();
  const again = asked({ amount: '1.4' });
  await assert.rejects(transfer(wallet, again), refused('VAL', /has only 1 USDC/));
  await t.deposit(wallet.address, tokens[0], 1_000_000n);
  assert.equal((await transfer(wallet, again)).state, 'PENDING');
  await assert.rejects(transfer(wallet, again), refused('WARNING'));
  await t.confirm();
});

test('ten at once under one key are one', async () => {
  const wallet = await newWallet();
  const first = asked();
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => transfer(wallet, first)));
  const answered = all.filter((one) => one.status === 'fulfilled');
  assert.equal(answered.length, 1);
  for (const one of all) if (one.status === 'rejected') refused('WARNING')(one.reason);
  await t.confirm();
  assert.deepEqual(await books(wallet), { owned: 600_000n, inFlight: 0n, custody: 600_000n });
});

test('without keys each is a transfer of its own, and together they never send more than there is', async () => {
  const wallet = await newWallet();
  const all = await Promise.allSettled(
    Array.from({ length: 8 }, () => transfer(wallet, { amount: '0.3', idempotencyKey: undefined })),
  );
  assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 3);
  for (const one of all) if (one.status === 'rejected') refused('VAL', /has only/)(one.reason);
  await t.confirm();
  assert.deepEqual(await books(wallet), { owned: 100_000n, inFlight: 0n, custody: 100_000n });
  assert.equal(events(wallet).length, 3);
  await t.assertReconciled();
});

test('the native coin leaves without a token', async () => {
  const wallet = await treasury.createWallet(company, account.id, { alias: 'Coin', chain: t.chain.name });
  await t.deposit(wallet.address, null, 10n ** 19n);
  const before = await t.onChain(bob, null);
  await transfer(wallet, { token: null, amount: '2.5' });
  await t.confirm();
  assert.equal((await t.onChain(bob, null)) - before, 25n * 10n ** 17n);
  assert.deepEqual(events(wallet)[0]?.slice(0, 2), ['SUCCESS', '2.5']);
  await t.assertReconciled();
});

test('to another wallet of ours it is a transfer here and a deposit there', async () => {
  const [from, to] = [await newWallet(), await newWallet()];
  await transfer(from, { to: to.address, amount: '1' });
  await t.confirm();
  assert.equal((await books(from)).custody, 0n);
  assert.deepEqual(await books(to), { owned: 2_000_000n, inFlight: 0n, custody: 2_000_000n });
  await t.assertReconciled();
});

test('what could only be a mistake is refused, and nothing has moved', async () => {
  const wallet = await newWallet();
  const told = t.told.length;
  const mistakes: readonly (readonly [Partial<OutgoingAsked>, Failure['code'], RegExp])[] = [
    [{ amount: '1.000001' }, 'VAL', /has only 1 USDC/],
    [{ amount: '0.1234567' }, 'VALIDATION_ERROR', /at most 6 decimals/],
    [{ amount: '0' }, 'VALIDATION_ERROR', /more than 0/],
    [{ amount: '-1' }, 'VALIDATION_ERROR', /more than 0/],
    [{ amount: 'much' }, 'VALIDATION_ERROR', /number/],
    [{ to: '0x0000000000000000000000000000000000000000' }, 'VAL', /nobody/],
    [{ to: '0x0000000000000000000000000000000000000001' }, 'VAL', /nobody/],
    [{ to: tokens[0] }, 'VAL', /contract of USDC/],
    [{ to: tokens[1].toLowerCase() }, 'VAL', /contract of USDT/],
    [{ to: contracts.factory }, 'VAL', /creates wallets/],
    [{ to: wallet.address }, 'VAL', /itself/],
    [{ to: wallet.address.toLowerCase() }, 'VAL', /itself/],
    [{ to: '0x52908400098527886E0F7030069857D2E4169Ee7' }, 'VAL', /checksum/],
    [{ to: '0x5290' }, 'VAL', /not an EVM address/],
    [{ token: bob }, 'VAL', /not a listed token/],
    [{ token: null }, 'VAL', /has only 0 POL/],
  ];
  for (const [over, code, message] of mistakes)
    await assert.rejects(transfer(wallet, over), refused(code, message), JSON.stringify(over));
  await assert.rejects(outgoing.transfer(company, account.id, 'wal_no', asked()), refused('NOT_FOUND'));
  const stranger = await t.newCompany();
  await assert.rejects(outgoing.transfer(stranger, account.id, wallet.id, asked()), refused('NOT_FOUND'));
  const other = await treasury.createAccount(company, 'Other');
  await assert.rejects(outgoing.transfer(company, other.id, wallet.id, asked()), refused('NOT_FOUND'));
  await t.confirm();
  assert.deepEqual(await books(wallet), { owned: 1_000_000n, inFlight: 0n, custody: 1_000_000n });
  assert.equal(t.told.length, told);
  await t.assertReconciled();
});

test('once it is booked the answer is that it is under way, whatever fails then: asked for again it would leave twice', async () => {
  const wallet = await newWallet();
  const failing = t.open({
    parts: {
      signing: () => ({ ...t.signers.coordinator, sign: () => Promise.reject(new Error('a bug of ours')) }),
    },
  });
  const lost = t.open({
    parts: {
      plain: { ...t.database, work: () => Promise.reject(new Error('Connection terminated unexpectedly')) },
    },
  });
  for (const [at, { wallets: broken }] of [failing, lost].entries()) {
    const answer = await broken.outgoing.transfer(company, account.id, wallet.id, asked());
    assert.equal(answer.state, 'PENDING');
    assert.equal((await books(wallet)).inFlight, 400_000n * BigInt(at + 1));
  }
  t.pass(61_000);
  assert.equal(await outgoing.resume(), 2);
  await t.confirm();
  assert.deepEqual(await books(wallet), { owned: 200_000n, inFlight: 0n, custody: 200_000n });
  await t.assertReconciled();
});
