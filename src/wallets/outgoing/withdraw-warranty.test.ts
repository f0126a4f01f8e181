import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainCard } from '../../cards/testing/plain-card.ts';
import { conversionAccount } from '../../cards/index.ts';
import { USD } from '../../kernel/assets.ts';
import { custodyAccount, inFlightAccount } from '../accounts.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { CompanyId } from '../types.ts';
import type { OutgoingAsked } from '../wallets.ts';

const t = await walletsRig();
const { wallets, tokens } = t;
const [USDC] = tokens;
let keys = 0;

/** A company whose card holding has 100 USD, with coins for all of it. */
async function funded() {
  const company = await t.newCompany();
  const program = await wallets.cards.program(company);
  await t.deposit(program.address, USDC, 100_000_000n);
  return { company, program };
}

const withdraw = (company: CompanyId, over: Partial<Omit<OutgoingAsked, 'token'>> = {}) =>
  wallets.outgoing.withdrawWarranty(company, {
    to: bob,
    amount: '10',
    traceId,
    idempotencyKey: `key ${++keys}`,
    ...over,
  });
const available = (company: CompanyId): Promise<bigint> => t.cards.holdingBalance(company);

test('a withdrawal takes USD from the holding and pays tokens from the program wallet', async () => {
  const { company, program } = await funded();
  const before = await t.onChain(bob, USDC);
  assert.equal((await withdraw(company)).state, 'PENDING');
  assert.equal(await available(company), 9_000n);
  assert.equal(await t.posted(inFlightAccount(company, program.id, usdc)), 10_000_000n);
  await t.confirm();
  assert.equal((await t.onChain(bob, USDC)) - before, 10_000_000n);
  assert.equal(await t.posted(custodyAccount(company, program.id, usdc)), 90_000_000n);
  // What came in as one asset and went out as the other, by now as much of each.
  assert.equal(await t.posted(conversionAccount(company, usdc)), 90_000_000n);
  assert.equal(await t.posted(conversionAccount(company, USD)), -9_000n);
  const event = t.told.at(-1)!;
  assert.deepEqual(
    [event.operation, event.subOperation, event.status, event.data['amount'], event.data['wallet_id']],
    ['CARDS', 'WARRANTY_WITHDRAW', 'SUCCESS', '10', program.id],
  );
  await t.assertReconciled();
});

test('the floor stays locked, and so do the claims of the cards', async () => {
  const { company } = await funded();
  await assert.rejects(withdraw(company, { amount: '90.01' }), refused('VAL', /90\.00 USD/));
  const card = await t.cards.create(company, plainCard);
  await t.cards.changeBalance(company, card.id, { kind: 'set', amount: 3_000n });
  await assert.rejects(withdraw(company, { amount: '60.01' }), refused('VAL', /60\.00 USD/));
  await withdraw(company, { amount: '60' });
  await assert.rejects(withdraw(company, { amount: '0.01' }), refused('VAL', /0\.00 USD/));
  await t.confirm();
  assert.equal(await available(company), 4_000n);
  await t.assertReconciled();
});

test('many at once never touch the floor', async () => {
  const { company } = await funded();
  const all = await Promise.allSettled(Array.from({ length: 6 }, () => withdraw(company, { amount: '40' })));
  assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 2);
  await t.confirm();
  assert.equal(await available(company), 2_000n);
  await t.assertReconciled();
});

test('without coins on the chain nothing leaves, whatever the holding says', async () => {
  const company = await t.newCompany();
  await assert.rejects(withdraw(company), refused('NOT_FOUND'));
  const program = await wallets.cards.program(company);
  await t.database.work((tx) => t.cards.openCompany(tx, company, { initialHolding: 50_000n }));
  await assert.rejects(withdraw(company), refused('VAL', /has only 0 USDC/));
  await t.deposit(program.address, USDC, 20_000_000n);
  await withdraw(company, { amount: '20' });
  await assert.rejects(withdraw(company, { amount: '0.01' }), refused('VAL', /has only 0 USDC/));
  await t.confirm();
  await t.assertReconciled();
});

test('what failed is back in the holding, to the cent', async () => {
  const { company, program } = await funded();
  const soon = t.open({ parts: { transferDeadlineMs: -3_600_000 } });
  await soon.wallets.outgoing.withdrawWarranty(company, {
    to: bob,
    amount: '12.34',
    traceId,
    idempotencyKey: undefined,
  });
  assert.equal(await available(company), 8_766n);
  await t.confirm();
  assert.equal(await available(company), 10_000n);
  assert.equal(await t.posted(inFlightAccount(company, program.id, usdc)), 0n);
  assert.equal(await t.posted(conversionAccount(company, USD)), -10_000n);
  const event = t.told.at(-1)!;
  assert.deepEqual([event.subOperation, event.status], ['WARRANTY_WITHDRAW', 'FAILED']);
  assert.match(event.reason ?? '', /in time/);
  await t.assertReconciled();
});

test('no finer than a cent, and no mistaken address', async () => {
  const { company, program } = await funded();
  await assert.rejects(withdraw(company, { amount: '1.001' }), refused('VALIDATION_ERROR', /2 decimals/));
  await assert.rejects(withdraw(company, { to: program.address }), refused('VAL', /itself/));
  await assert.rejects(withdraw(company, { to: USDC }), refused('VAL', /contract/));
  assert.equal(await available(company), 10_000n);
});
