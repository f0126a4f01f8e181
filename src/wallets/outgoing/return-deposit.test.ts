import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { plainCard } from '../../cards/testing/plain-card.ts';
import type { Asset } from '../../kernel/assets.ts';
import type { Policy } from '../../signing/index.ts';
import { belowMinimumAccount, inFlightAccount, notForCardsAccount } from '../accounts.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { Wallet } from '../types.ts';

const dai: Asset = 'POLYGON:DAI/18';
const one = 10n ** 18n;

suite('a deposit that was credited to nobody', async () => {
  let failsNext = false;
  const t = await walletsRig({ parts: { failsNext: () => Promise.resolve(failsNext) } });
  const { wallets, company, cards } = t;
  const [USDC, , DAI] = t.tokens;
  const card = await cards.create(company, plainCard);
  const ofCard = await wallets.cards.of(company, card.id);
  const program = await wallets.cards.program(company);
  const account = await wallets.treasury.createAccount(company, 'Main');
  const treasury = await wallets.treasury.createWallet(company, account.id, {
    alias: 'T',
    chain: 'POLYGON',
  });

  const newest = async ({ id }: Pick<Wallet, 'id'>) =>
    (await wallets.deposits.standing(company, 'POLYGON', -1n)).findLast(({ wallet }) => wallet === id)!;
  const stands = async (id: string) => {
    const { state, reason } = await wallets.movements.get(company, id);
    return [state, reason];
  };
  const sendBack = (id: string, to: string = bob) =>
    wallets.outgoing.returnDeposit(company, id, { to, traceId });
  const setPolicies = async (policy: Policy) => {
    for (const number of [1, 2, 3] as const) await t.signers.setPolicy(number, policy);
  };
  const suspended = async () => (await wallets.deposits.suspended(company)).map(({ id }) => id);

  await test('is sent where the operator says, once, and nobody is told', async () => {
    await t.deposit(ofCard.address, DAI, 100n * one);
    const { id } = await newest(ofCard);
    assert.deepEqual(await stands(id), ['PROCESSING', 'not_for_cards']);
    const mark = t.told.length;
    // The coins are still on the deposit address, and only what the program's wallet has can be sent.
    await assert.rejects(sendBack(id), refused('VAL', /has only 0 DAI/));
    await wallets.outgoing.sweep();
    await t.confirm();

    const asked = await Promise.allSettled([1, 2, 3, 4].map(() => sendBack(id)));
    assert.deepEqual(asked.map(({ status }) => status).toSorted(), [
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    assert.deepEqual(await stands(id), ['PROCESSING', 'returning']);
    assert.deepEqual(await suspended(), [id]);
    assert.equal(await t.posted(notForCardsAccount(company, dai)), 0n);
    assert.equal(await t.posted(inFlightAccount(company, program.id, dai)), 100n * one);
    await assert.rejects(sendBack(id), refused('VAL', /is already being sent back/));
    await assert.rejects(wallets.deposits.creditSuspended(company, id, traceId), refused('VAL'));
    await t.confirm();
    assert.deepEqual(await stands(id), ['FAILED', 'returned']);
    assert.equal(await t.onChain(bob, DAI), 100n * one);
    assert.deepEqual(await suspended(), []);
    assert.equal(t.told.length, mark);
    const page = { after: undefined, order: 'desc', size: 1, chain: undefined } as const;
    const [sent] = await wallets.movements.of(company, program.id, page);
    assert.deepEqual(
      [sent?.operation, sent?.state, sent?.amount, sent?.to],
      ['WITHDRAWAL', 'COMPLETED', 100n * one, bob],
    );
    await assert.rejects(sendBack(id), refused('VAL', /was already sent back/));
    await t.assertReconciled();
  });

  await test('waits as before when the chain refuses it, or the signers do, and can be sent again', async () => {
    await t.deposit(treasury.address, USDC, 700_000n);
    const { id } = await newest(treasury);
    failsNext = true;
    await sendBack(id);
    failsNext = false;
    await t.confirm();
    assert.deepEqual(await stands(id), ['PROCESSING', 'below_minimum']);
    assert.equal(await t.posted(belowMinimumAccount(company, usdc)), 700_000n);
    await setPolicies({ version: 2, destinations: [], perDay: 'any' });
    await assert.rejects(sendBack(id), refused('VAL', /policy/));
    assert.deepEqual(await stands(id), ['PROCESSING', 'below_minimum']);
    await setPolicies({ version: 3, destinations: 'any', perDay: 'any' });
    const before = await t.onChain(bob, USDC);
    await sendBack(id);
    await t.confirm();
    assert.deepEqual(await stands(id), ['FAILED', 'returned']);
    assert.equal((await t.onChain(bob, USDC)) - before, 700_000n);
    await t.assertReconciled();
  });

  await test('and nothing else, by nobody else, to nowhere that is a mistake', async () => {
    await t.deposit(treasury.address, USDC, 5_000_000n);
    const { id: credited } = await newest(treasury);
    await assert.rejects(sendBack(credited), refused('VAL', /credited to nobody/));
    await t.deposit(treasury.address, USDC, 400_000n);
    const { id } = await newest(treasury);
    const other = await t.newCompany();
    const asOther = wallets.outgoing.returnDeposit(other, id, { to: bob, traceId });
    await assert.rejects(asOther, refused('NOT_FOUND'));
    await assert.rejects(sendBack('mov_nobody'), refused('NOT_FOUND'));
    for (const to of [treasury.address, USDC, `0x${'0'.repeat(40)}`, 'bob'])
      await assert.rejects(sendBack(id, to), refused('VAL'));
    assert.deepEqual(await stands(id), ['PROCESSING', 'below_minimum']);
    await sendBack(id);
    await t.confirm();
    assert.equal(await t.posted(belowMinimumAccount(company, usdc)), 0n);
  });

  await test('that leaves the chain afterwards is missing: nothing of the company leaves, and it is not given twice', async () => {
    await t.deposit(treasury.address, USDC, 600_000n);
    const { id, transactionHash } = await newest(treasury);
    await sendBack(id);
    await t.confirm();
    assert.deepEqual(await stands(id), ['FAILED', 'returned']);
    const isNegative = () => t.database.work((tx) => wallets.deposits.isNegative(tx, company, 'POLYGON'));
    assert.equal(await isNegative(), false);
    await t.sandbox.reorganise(10, new Set([transactionHash as `0x${string}`]));
    await t.settle();
    assert.deepEqual(await stands(id), ['CANCELLED', 'reorg']);
    assert.equal(await t.posted(belowMinimumAccount(company, usdc)), -600_000n);
    await t.confirm();
    await t.assertReconciled();
    assert.equal(await isNegative(), true);
    await assert.rejects(
      wallets.outgoing.transfer(company, account.id, treasury.id, {
        to: bob,
        token: USDC,
        amount: '1',
        traceId,
        idempotencyKey: undefined,
      }),
      refused('VAL', /reorganisation/),
    );
    // Sent again it makes up for what is missing, and is nobody's to have.
    await t.deposit(treasury.address, USDC, 600_000n);
    const { id: again } = await newest(treasury);
    assert.equal(await isNegative(), false);
    await assert.rejects(sendBack(again), refused('VAL', /nothing remains of it/));
    await assert.rejects(
      wallets.deposits.creditSuspended(company, again, traceId),
      refused('VAL', /nothing remains of it/),
    );
    await t.confirm();
    await t.assertReconciled();
  });
});
