import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { plainCard } from '../../cards/testing/plain-card.ts';
import { Failure } from '../../kernel/failures.ts';
import { countConfirmations } from './confirmations.ts';
import { bob, traceId, walletsRig } from '../testing/rig.ts';
import type { WalletChain } from '../types.ts';

suite('confirmations count up', async () => {
  const rig = await walletsRig();
  const { wallets, company, cards } = rig;
  const [USDC] = rig.tokens;
  const ten = 10_000_000n;
  const account = await wallets.treasury.createAccount(company, 'Main');
  const treasury = await wallets.treasury.createWallet(company, account.id, {
    alias: 'Cold',
    chain: 'POLYGON',
  });
  const search = async () => {
    const query = { operations: [], from: undefined, to: undefined, size: 1, page: 0 };
    const { movements } = await wallets.movements.search(company, { wallets: [treasury.id], ...query });
    return movements[0]!;
  };
  /** One more block, and what follows from it. */
  const block = async () => {
    await rig.sandbox.mine(1);
    await rig.settle();
  };

  test('block by block while a deposit waits, wherever it is read; then they stay', async () => {
    await rig.sandbox.deposit(treasury.address, USDC, ten);
    await rig.settle();
    const height = await rig.sandbox.height();
    const seen = await search();
    assert.deepEqual([seen.state, seen.blockNumber, seen.confirmations], ['PENDING', height, 1]);
    await block();
    assert.deepEqual([(await search()).state, (await search()).confirmations], ['PENDING', 2]);
    const page = { after: undefined, order: 'desc', size: 1, chain: undefined } as const;
    assert.equal((await wallets.movements.of(company, treasury.id, page))[0]?.confirmations, 2);
    assert.equal((await wallets.movements.get(company, seen.id)).confirmations, 2);
    await block();
    assert.deepEqual([(await search()).state, (await search()).confirmations], ['COMPLETED', 3]);
    await block();
    assert.equal((await search()).confirmations, 3);
    assert.deepEqual(
      [wallets.assets.confirmations('POLYGON'), wallets.assets.confirmations('MOON')],
      [3, undefined],
    );
  });

  test('of what leaves, from when it is asked for; it has its block and its hash as soon as it is in one', async () => {
    const { id } = await wallets.outgoing.transfer(company, account.id, treasury.id, {
      to: bob,
      token: USDC,
      amount: '3',
      traceId,
      idempotencyKey: undefined,
    });
    const stands = async () => {
      const { state, transactionHash, blockNumber, confirmations } = await search();
      return [state, transactionHash, blockNumber, confirmations];
    };
    assert.deepEqual(await stands(), ['PENDING', null, null, 0]);
    await rig.settle();
    const { transactionHash: hash } = await search();
    assert.match(hash ?? '', /^0x[0-9a-f]{64}$/);
    const height = await rig.sandbox.height();
    assert.deepEqual(await stands(), ['PENDING', hash, height, 1]);
    await block();
    assert.deepEqual(await stands(), ['PENDING', hash, height, 2]);
    assert.equal((await wallets.movements.get(company, id)).confirmations, 2);
    await block();
    assert.deepEqual(await stands(), ['COMPLETED', hash, height, 3]);
    await block();
    assert.deepEqual(await stands(), ['COMPLETED', hash, height, 3]);
    await rig.assertReconciled();
  });

  test('of a card, over all its addresses, and of nobody else', async () => {
    const card = await cards.create(company, plainCard);
    const old = await wallets.cards.of(company, card.id);
    await rig.deposit(old.address, USDC, ten);
    const fresh = await wallets.cards.rotate(company, card.id);
    await rig.sandbox.deposit(fresh.address, USDC, ten);
    await rig.settle();
    const page = { after: undefined, size: 10 };
    const found = await wallets.movements.ofCard(company, card.id, page);
    assert.deepEqual(
      found.map(({ wallet, state, confirmations }) => [wallet, state, confirmations]),
      [
        [fresh.id, 'PENDING', 1],
        [old.id, 'COMPLETED', 3],
      ],
    );
    const rest = await wallets.movements.ofCard(company, card.id, { after: found[0]!.id, size: 10 });
    assert.deepEqual(rest, found.slice(1));
    assert.deepEqual(await wallets.movements.ofCard(await rig.newCompany(), card.id, page), []);
  });

  test('one that leaves the chain has none; one whose chain is away keeps what was last seen', async () => {
    await rig.sandbox.deposit(treasury.address, USDC, ten);
    await rig.settle();
    await block();
    const stored = (await wallets.deposits.standing(company, 'POLYGON', -1n)).findLast(
      ({ wallet }) => wallet === treasury.id,
    )!;
    const away = {
      name: 'POLYGON',
      open() {
        throw new Failure('UNAVAILABLE', 'away');
      },
    } as unknown as WalletChain;
    assert.equal((await countConfirmations([away], [stored]))[0]?.confirmations, 1);
    await rig.sandbox.reorganise(2, new Set([stored.transactionHash as `0x${string}`]));
    await rig.settle();
    const left = await search();
    assert.deepEqual([left.state, left.confirmations], ['CANCELLED', 0]);
  });
});
