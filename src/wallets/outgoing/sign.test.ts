import assert from 'node:assert/strict';
import { test } from 'node:test';
import { custodyAccount, inFlightAccount, treasuryAccount, virtualAccount } from '../accounts.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';

const alice = '0x00000000000000000000000000000000000A11cE';
// Each signer allows ten USDC a day to Bob, which are fifteen for two of three.
const t = await walletsRig({
  signers: { policy: { destinations: [bob], perDay: { [usdc]: '10000000' } } },
});
const { company, wallets, chain, tokens } = t;
const account = await wallets.treasury.createAccount(company, 'Main');
const wallet = await wallets.treasury.createWallet(company, account.id, { alias: 'One', chain: chain.name });
await t.deposit(wallet.address, tokens[0], 100_000_000n);

const transfer = (amount: string, to: string = bob, idempotencyKey?: string) =>
  wallets.outgoing.transfer(company, account.id, wallet.id, {
    to,
    token: tokens[0],
    amount,
    traceId,
    idempotencyKey,
  });
const books = async (): Promise<readonly bigint[]> => [
  await t.posted(treasuryAccount(company, wallet.id, usdc)),
  await t.posted(inFlightAccount(company, wallet.id, usdc)),
  await t.posted(custodyAccount(company, wallet.id, usdc)),
];

test('what the policies of two signers forbid is refused, and its owner has it back at once', async () => {
  await assert.rejects(transfer('1', alice, 'forbidden'), refused('VAL', /policy/));
  assert.deepEqual(await books(), [100_000_000n, 0n, 100_000_000n]);
  const { status, reason } = t.told.at(-1)!;
  assert.equal(status, 'FAILED');
  assert.match(reason ?? '', /policy/);
  // Asked again under its key: the same answer, and no second movement.
  const told = t.told.length;
  await assert.rejects(transfer('1', alice, 'forbidden'), refused('VAL', /policy/));
  assert.equal(t.told.length, told);
  // Nobody signs it later.
  t.pass(120_000);
  assert.equal(await wallets.outgoing.resume(), 0);
  await t.confirm();
  assert.deepEqual(await books(), [100_000_000n, 0n, 100_000_000n]);
  await t.assertReconciled();
});

test('a client’s withdrawal that the policies forbid is theirs again at once, and told as failed', async () => {
  const client = await wallets.virtual.create(company, { alias: 'One', chain: chain.name });
  await t.deposit(client.address, tokens[0], 5_000_000n);
  await wallets.outgoing.sweep();
  await t.confirm();
  const mark = t.told.length;
  const ask = () =>
    wallets.outgoing.withdrawVirtual(company, client.id, {
      to: alice,
      token: tokens[0],
      amount: '2',
      traceId,
      idempotencyKey: 'of a client',
    });
  await assert.rejects(ask(), refused('VAL', /policy/));
  await assert.rejects(ask(), refused('VAL', /policy/));
  assert.equal(await t.posted(virtualAccount(company, client.id, usdc)), 5_000_000n);
  assert.deepEqual(
    t.told
      .slice(mark)
      .map(({ operation, subOperation, status, subject }) => [
        `${operation}.${subOperation}.${status}`,
        subject,
      ]),
    [['VIRTUAL_WALLETS.WITHDRAW.FAILED', client.id]],
  );
  assert.match(t.told.at(-1)!.reason ?? '', /policy/);
  await t.assertReconciled();
});

test('a limit of ten at each signer lets fifteen pass, and then no more that day', async () => {
  let sent = 0;
  for (let asked = 0; asked < 6; asked++)
    await transfer('5').then(
      () => (sent += 5),
      (error: unknown) => refused('VAL', /policy/)(error),
    );
  assert.equal(sent, 15);
  await t.confirm();
  assert.deepEqual(await books(), [85_000_000n, 0n, 85_000_000n]);
  await t.assertReconciled();
});

test('what was tried before is not given up for a policy: an earlier signature may be in the wrong hands', async () => {
  await t.signers.stop(1);
  await t.signers.stop(2);
  const { id } = await transfer('1');
  await t.signers.restart(1);
  await t.signers.restart(2);
  t.pass(61_000);
  // The day's limits are used up, so two signers forbid it now.
  assert.equal(await wallets.outgoing.resume(), 1);
  assert.equal((await wallets.movements.get(company, id)).state, 'PENDING');
  assert.deepEqual(await books(), [84_000_000n, 1_000_000n, 85_000_000n]);
});
