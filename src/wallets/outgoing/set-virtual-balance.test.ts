import assert from 'node:assert/strict';
import { test } from 'node:test';
import { obligationAccount, virtualAccount } from '../accounts.ts';
import { refused } from '../testing/refused.ts';
import { traceId, usdc, walletsRig } from '../testing/rig.ts';

const t = await walletsRig();
const { company, wallets, chain, tokens } = t;
const wallet = await wallets.virtual.create(company, { alias: 'One', chain: chain.name });
const set = (amount: string, token?: string) =>
  wallets.outgoing.setVirtualBalance(company, wallet.id, { token, amount, traceId });
const books = async (): Promise<readonly bigint[]> => [
  await t.posted(virtualAccount(company, wallet.id, usdc)),
  await t.posted(obligationAccount(company, usdc)),
];
const movements = () =>
  wallets.movements.of(company, wallet.id, { after: undefined, order: 'asc', size: 100, chain: undefined });

test('a balance set by hand is what the company has yet to bring in; USDC unless said', async () => {
  assert.equal((await set('3')).balance, 3_000_000n);
  assert.deepEqual(await books(), [3_000_000n, 3_000_000n]);
  assert.equal((await set('1.25')).balance, 1_250_000n);
  assert.deepEqual(await books(), [1_250_000n, 1_250_000n]);
  assert.equal((await set('2', tokens[1])).symbol, 'USDT');
  assert.deepEqual(await books(), [1_250_000n, 1_250_000n]);
  assert.deepEqual(
    (await movements()).map(({ operation, state, amount, netAmount }) => [
      operation,
      state,
      amount,
      netAmount,
    ]),
    [
      ['OVERRIDE_VIRTUAL_BALANCE', 'COMPLETED', 3_000_000n, 3_000_000n],
      ['OVERRIDE_VIRTUAL_BALANCE', 'COMPLETED', -1_750_000n, 1_250_000n],
      ['OVERRIDE_VIRTUAL_BALANCE', 'COMPLETED', 2_000_000n, 2_000_000n],
    ],
  );
  assert.deepEqual(
    t.told.map(({ subOperation, data }) => [subOperation, data['amount'], data['available']]),
    [
      ['VIRTUAL_BALANCE', '3', '3'],
      ['VIRTUAL_BALANCE', '-1.75', '1.25'],
      ['VIRTUAL_BALANCE', '2', '2'],
    ],
  );
  await t.assertReconciled();
});

test('set to what it is, nothing is written', async () => {
  const before = (await movements()).length;
  assert.equal((await set('1.25')).balance, 1_250_000n);
  assert.equal((await movements()).length, before);
});

test('many at once leave one of the balances, and books that agree', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, at) => set(String(at))));
  const [owed, obligation] = await books();
  assert.equal(owed, obligation);
  assert.ok(owed! % 1_000_000n === 0n && owed! < 10_000_000n);
});

test('nothing below zero, no finer than the token, no strange token, no strange wallet', async () => {
  await assert.rejects(set('-1'), refused('VALIDATION_ERROR'));
  await assert.rejects(set('1.0000001'), refused('VALIDATION_ERROR'));
  await assert.rejects(set('1', wallet.address), refused('VAL'));
  const stranger = await t.newCompany();
  await assert.rejects(
    wallets.outgoing.setVirtualBalance(stranger, wallet.id, { token: undefined, amount: '1', traceId }),
    refused('NOT_FOUND'),
  );
});
