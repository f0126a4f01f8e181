import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { encodeFunctionData, erc20Abi } from 'viem';
import { plainCard } from '../../cards/testing/plain-card.ts';
import {
  contraAccount,
  conversionAccount,
  dustAccount,
  feesAccount,
  holdingAccount,
} from '../../cards/index.ts';
import type { Asset } from '../../kernel/assets.ts';
import { USD } from '../../kernel/assets.ts';
import {
  belowMinimumAccount,
  custodyAccount,
  notForCardsAccount,
  obligationAccount,
  operatorCompany,
  treasuryAccount,
  virtualAccount,
} from '../accounts.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { Wallet } from '../types.ts';

const dai: Asset = 'POLYGON:DAI/18';
const pol: Asset = 'POLYGON:POL/18';
const one = 1_000_000n;

suite('deposits', async () => {
  const rig = await walletsRig();
  const { wallets, cards, company, told, tokens, posted } = rig;
  const [USDC, , DAI] = tokens;
  const virtual = await wallets.virtual.create(company, { alias: 'Alice', chain: 'POLYGON' });
  const account = await wallets.treasury.createAccount(company, 'Main');
  const treasury = await wallets.treasury.createWallet(company, account.id, {
    alias: 'Cold',
    chain: 'POLYGON',
  });
  const card = await cards.create(company, plainCard);
  const cardId = card.id;

  const newest = async (wallet: Pick<Wallet, 'id'>) => {
    const all = await wallets.deposits.standing(company, 'POLYGON', -1n);
    return all.findLast((movement) => movement.wallet === wallet.id)!;
  };
  const toldSince = (mark: number) =>
    told.slice(mark).map(({ operation, subOperation, status }) => `${operation}.${subOperation}.${status}`);

  test('to a virtual wallet: seen, confirmed, owed to its client', async () => {
    const mark = told.length;
    await rig.sandbox.deposit(virtual.address, USDC, 5n * one);
    await rig.settle();
    assert.equal((await newest(virtual)).state, 'PENDING');
    assert.equal(await posted(virtualAccount(company, virtual.id, usdc)), 0n);
    assert.deepEqual(toldSince(mark), ['VIRTUAL_WALLETS.DEPOSIT.PENDING']);
    await rig.confirm();
    const movement = await newest(virtual);
    assert.deepEqual(
      [movement.state, movement.netAmount, movement.netAsset, movement.confirmations],
      ['COMPLETED', 5n * one, usdc, 3],
    );
    assert.equal(await posted(virtualAccount(company, virtual.id, usdc)), 5n * one);
    assert.equal(await posted(custodyAccount(company, virtual.id, usdc)), 5n * one);
    const { data } = told.at(-1)!;
    assert.deepEqual(
      [data['wallet_id'], data['amount'], data['net_amount'], data['log_index'], data['confirmations']],
      [virtual.id, '5', '5', 0, 3],
    );
    await rig.assertReconciled();
  });

  test('to a treasury wallet, in a token with 18 decimals, to the last digit', async () => {
    const mark = told.length;
    const amount = 1_234_567_890_123_456_789n;
    await rig.deposit(treasury.address, DAI, amount);
    assert.equal(await posted(treasuryAccount(company, treasury.id, dai)), amount);
    assert.deepEqual(toldSince(mark), ['TREASURY.DEPOSIT.PENDING', 'TREASURY.DEPOSIT.SUCCESS']);
    const { data } = told.at(-1)!;
    assert.deepEqual([data['amount'], data['account_id']], ['1.234567890123456789', account.id]);
  });

  test('of the native coin: no log index', async () => {
    await rig.deposit(virtual.address, null, 10n ** 19n);
    assert.equal(await posted(virtualAccount(company, virtual.id, pol)), 10n ** 19n);
    const movement = await newest(virtual);
    assert.deepEqual([movement.logIndex, movement.transferKind, movement.state], [null, 'coin', 'COMPLETED']);
    await rig.assertReconciled();
  });

  test('straight to a holding: coins to spare, told to nobody', async () => {
    const mark = told.length;
    const holding = await wallets.virtual.holding(company, 'POLYGON');
    await rig.deposit(holding.address, USDC, 1n);
    assert.equal(await posted(obligationAccount(company, usdc)), -1n);
    assert.equal((await newest(holding)).state, 'COMPLETED');
    assert.deepEqual(toldSince(mark), []);
  });

  test('below the minimum: suspended and not told, until the operator credits it', async () => {
    const mark = told.length;
    const before = await posted(virtualAccount(company, virtual.id, usdc));
    await rig.deposit(virtual.address, USDC, one - 1n);
    const movement = await newest(virtual);
    assert.deepEqual([movement.state, movement.reason], ['PROCESSING', 'below_minimum']);
    assert.equal(await posted(belowMinimumAccount(company, usdc)), one - 1n);
    assert.equal(await posted(virtualAccount(company, virtual.id, usdc)), before);
    assert.deepEqual(toldSince(mark), []);
    assert.deepEqual(
      (await wallets.deposits.suspended(company)).map(({ id }) => id),
      [movement.id],
    );
    await rig.assertReconciled();

    const credited = await wallets.deposits.creditSuspended(company, movement.id, traceId);
    assert.deepEqual([credited.state, credited.netAmount], ['COMPLETED', one - 1n]);
    assert.equal(await posted(belowMinimumAccount(company, usdc)), 0n);
    assert.equal(await posted(virtualAccount(company, virtual.id, usdc)), before + one - 1n);
    assert.deepEqual(toldSince(mark), ['VIRTUAL_WALLETS.DEPOSIT.SUCCESS']);
    await assert.rejects(wallets.deposits.creditSuspended(company, movement.id, traceId), { code: 'VAL' });
    const other = await rig.newCompany();
    await assert.rejects(wallets.deposits.creditSuspended(other, movement.id, traceId), {
      code: 'NOT_FOUND',
    });
  });

  test('what is worth nothing hides nothing: suspended deposits come in pages, newest first', async () => {
    const other = await rig.newCompany();
    const wallet = await wallets.virtual.create(other, { alias: 'Dust', chain: 'POLYGON' });
    for (let sent = 1n; sent <= 5n; sent++) await rig.deposit(wallet.address, USDC, sent);
    const amounts: bigint[] = [];
    for (let before: string | undefined; ;) {
      const page = await wallets.deposits.suspended(other, { before, size: 2 });
      amounts.push(...page.map(({ amount }) => amount));
      if (page.length < 2) break;
      before = page.at(-1)?.id;
    }
    assert.deepEqual(amounts, [5n, 4n, 3n, 2n, 1n]);
    const [newest] = await wallets.deposits.suspended(undefined, { before: undefined, size: 1 });
    assert.deepEqual([newest?.company, newest?.amount], [other, 5n]);
  });

  test('the minimum is that of the chain', async () => {
    const usd = 1_000_000n;
    const chains = rig.parts.chains.map((chain) =>
      Object.assign({}, chain, { minimums: { cards: 10n * usd, virtual: 3n * usd, treasury: usd / 10n } }),
    );
    const { chain } = rig.open({ parts: { chains } });
    const settle = async () => {
      while (await chain.round());
    };
    await rig.sandbox.deposit(virtual.address, USDC, 3n * one - 1n);
    await rig.sandbox.deposit(treasury.address, USDC, one / 10n);
    await settle();
    await rig.sandbox.mine(3);
    await settle();
    assert.deepEqual(
      [(await newest(virtual)).reason, (await newest(treasury)).state],
      ['below_minimum', 'COMPLETED'],
    );
    const { id } = await newest(virtual);
    await wallets.deposits.creditSuspended(company, id, traceId);
    await rig.assertReconciled();
  });

  test('exactly the minimum is enough', async () => {
    await rig.deposit(virtual.address, USDC, one);
    assert.equal((await newest(virtual)).state, 'COMPLETED');
  });

  test('to a card: cents to holding and claim, commission to fees, the rest to dust', async () => {
    await cards.changeProgram(company, { depositCommissionPpm: 10_000n });
    const wallet = await wallets.cards.of(company, cardId);
    assert.equal((await wallets.cards.of(company, cardId)).id, wallet.id);
    const mark = told.length;
    await rig.deposit(wallet.address, USDC, 100_123_456n);
    assert.equal(await cards.balance(company, cardId), 9912n);
    assert.equal(await cards.holdingBalance(company), 9912n);
    assert.equal(await posted(feesAccount(company)), 100n);
    assert.equal(await posted(contraAccount(company)), 9912n);
    assert.equal(await posted(dustAccount(company, usdc)), 3456n);
    assert.equal(await posted(conversionAccount(company, usdc)), 100_120_000n);
    assert.equal(await posted(conversionAccount(company, USD)), -10_012n);
    assert.deepEqual(toldSince(mark), ['CARDS.DEPOSIT.PENDING', 'CARDS.DEPOSIT.SUCCESS']);
    const { data } = told.at(-1)!;
    assert.deepEqual([data['card_id'], data['amount'], data['net_amount']], [cardId, '100.123456', '99.12']);
    assert.equal(data['holding_amount'], '99.12');
    // Dust that has become a cent goes to the holding with the deposit after.
    await rig.deposit(wallet.address, USDC, 10_007_000n);
    assert.equal(await posted(dustAccount(company, usdc)), 10_456n);
    await rig.deposit(wallet.address, USDC, 10_000_000n);
    assert.equal(await posted(dustAccount(company, usdc)), 456n);
    const { net_amount: net, holding_amount: gained } = told.at(-1)!.data;
    assert.deepEqual([net, gained], ['9.90', '9.91']);
    assert.equal(await cards.balance(company, cardId), 9912n + 990n + 990n);
    assert.equal(await cards.holdingBalance(company), 9912n + 990n + 990n + 1n);
    await rig.assertReconciled();
  });

  test('to a card in a token that funds none, or too little: suspended', async () => {
    const wallet = await wallets.cards.of(company, cardId);
    const before = await cards.balance(company, cardId);
    await rig.deposit(wallet.address, DAI, 10n ** 20n);
    assert.equal((await newest(wallet)).reason, 'not_for_cards');
    assert.equal(await posted(notForCardsAccount(company, dai)), 10n ** 20n);
    await rig.deposit(wallet.address, USDC, 9_999_999n);
    const small = await newest(wallet);
    assert.equal(small.reason, 'below_minimum');
    assert.equal(await cards.balance(company, cardId), before);
    const credited = await wallets.deposits.creditSuspended(company, small.id, traceId);
    assert.deepEqual([credited.netAmount, credited.netAsset], [989n, USD]);
    assert.equal(await cards.balance(company, cardId), before + 989n);
    assert.equal(await posted(belowMinimumAccount(company, usdc)), 0n);
    await rig.assertReconciled();
  });

  test('to a rotated address: it stays the card’s', async () => {
    const old = await wallets.cards.of(company, cardId);
    const fresh = await wallets.cards.rotate(company, cardId);
    assert.notEqual(old.address, fresh.address);
    assert.equal((await wallets.cards.of(company, cardId)).id, fresh.id);
    const before = await cards.balance(company, cardId);
    await rig.deposit(old.address, USDC, 10n * one);
    assert.equal(await cards.balance(company, cardId), before + 990n);
  });

  test('straight to the program: to the holding alone, without commission', async () => {
    const program = await wallets.cards.program(company);
    const [before, claims] = [await cards.holdingBalance(company), await posted(contraAccount(company))];
    const mark = told.length;
    await rig.deposit(program.address, USDC, 25n * one + 9999n);
    // The cent that stood in the dust goes along.
    assert.ok((await cards.holdingBalance(company)) - before >= 2500n);
    assert.equal(await posted(contraAccount(company)), claims);
    assert.deepEqual(toldSince(mark), ['CARDS.DEPOSIT.PENDING', 'CARDS.DEPOSIT.SUCCESS']);
    assert.equal(told.at(-1)!.data['card_id'], null);
    await rig.assertReconciled();
  });

  test('to a deleted card: to the holding, no claim', async () => {
    const gone = await cards.create(company, { ...plainCard, holderName: 'Gone' });
    const wallet = await wallets.cards.of(company, gone.id);
    await cards.delete(company, gone.id);
    const [holding, claims] = [await posted(holdingAccount(company)), await posted(contraAccount(company))];
    await rig.deposit(wallet.address, USDC, 10n * one);
    assert.ok((await posted(holdingAccount(company))) - holding >= 990n);
    assert.equal(await posted(contraAccount(company)), claims);
  });

  test('of nothing, or of an unlisted token: ignored', async () => {
    const before = (await wallets.deposits.standing(company, 'POLYGON', -1n)).length;
    await rig.deposit(virtual.address, USDC, 0n);
    assert.equal((await wallets.deposits.standing(company, 'POLYGON', -1n)).length, before);
  });

  test('the gas that the relayer pays is booked, and custody stays what the chain says', async () => {
    const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [bob] });
    await rig.database.work((tx) => rig.chain.submit(tx, { key: 'gas-test', to: USDC, data }));
    await rig.confirm();
    await rig.confirm();
    await rig.assertReconciled();
    const gas = await posted({
      company: operatorCompany,
      name: 'gas_expense',
      asset: pol,
    });
    assert.ok(gas > 0n);
  });

  test('reconciliation finds what is not in the books', async () => {
    const stranger = await wallets.treasury.createWallet(company, account.id, {
      alias: 'Other',
      chain: 'POLYGON',
    });
    await rig.deposit(stranger.address, USDC, 3n * one);
    const [clean] = await wallets.operator.reconcile();
    assert.deepEqual(clean!.differences, []);
    await rig.database.work(async (tx) => {
      const [a, b] = [
        custodyAccount(company, stranger.id, usdc),
        treasuryAccount(company, stranger.id, usdc),
      ];
      const book = await rig.ledger.open(tx, { accounts: [a, b] });
      book.post({
        company,
        key: 'a slip',
        reference: 'a slip',
        kind: 'slip',
        at: new Date('2026-01-01T00:00:00Z'),
        postings: [
          { account: a, side: 'credit', amount: 1n },
          { account: b, side: 'debit', amount: 1n },
        ],
      });
      await book.write();
    });
    const [found] = await wallets.operator.reconcile();
    assert.deepEqual(
      found!.differences.map(({ wallet, asset, ledger, onChain }) => [wallet, asset, ledger, onChain]),
      [[stranger.id, usdc, 3n * one - 1n, 3n * one]],
    );
    const total = found!.totals.find(({ asset }) => asset === usdc)!;
    assert.equal(total.onChain - total.ledger, 1n);
  });
});
