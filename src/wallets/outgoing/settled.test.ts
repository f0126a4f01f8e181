import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeDeployData, encodeFunctionData, getAddress, getContractAddress } from 'viem';
import type { Address, Hex } from 'viem';
import known from '../../../contracts/artifacts/addresses.json' with { type: 'json' };
import testToken from '../../../contracts/artifacts/TestToken.json' with { type: 'json' };
import { testTokenAbi } from '../../chains/abi.ts';
import { saltOf } from '../../chains/testing/account.ts';
import { developer } from '../../chains/testing/node.ts';
import { meddling } from '../../chains/testing/sandbox-chain.ts';
import { coinAsset, contracts, encodeExecute, executeKind, transferCall } from '../../chains/index.ts';
import type { Chain } from '../../chains/index.ts';
import { createRpc } from '../../chains/local/rpc.ts';
import { executeData } from '../../chains/sending/execute.ts';
import { Failure } from '../../kernel/failures.ts';
import { databaseNow } from '../../platform/database-clock.ts';
import { publicPoint } from '../../signing/index.ts';
import {
  custodyAccount,
  gasExpenseAccount,
  inFlightAccount,
  obligationAccount,
  operatorCompany,
  treasuryAccount,
  virtualAccount,
} from '../accounts.ts';
import { accountSalt } from '../addresses/make-wallets.ts';
import { addressOwners } from '../store.ts';
import { refused } from '../testing/refused.ts';
import { bob, traceId, usdc, walletsRig } from '../testing/rig.ts';
import type { WalletsDoor } from '../testing/rig.ts';
import type { Wallet } from '../types.ts';
import { signAndSubmit } from './sign.ts';

const issuer = developer(5).address;
/** A token with no decimals. */
const PIECE = getContractAddress({ from: issuer, nonce: 0n });
const piece = 'POLYGON:PCS/0';
const t = await walletsRig({
  tokens: [
    {
      symbol: 'PCS',
      name: 'Piece',
      decimals: 0,
      address: PIECE,
      usdPrice: 1_000_000n,
      forCards: false,
      exact: true,
    },
  ],
});
const { company, chain, tokens } = t;
const [USDC] = tokens;
const account = await t.wallets.treasury.createAccount(company, 'Main');

async function newWallet(amount = 1_000_000n): Promise<Wallet> {
  const wallet = await t.wallets.treasury.createWallet(company, account.id, {
    alias: 'One',
    chain: chain.name,
  });
  await t.deposit(wallet.address, USDC, amount);
  return wallet;
}

const transfer = ({ id }: Wallet, amount = '0.4', { outgoing }: WalletsDoor = t.wallets, to: Address = bob) =>
  outgoing.transfer(company, account.id, id, {
    to,
    token: USDC,
    amount,
    traceId,
    idempotencyKey: undefined,
  });
const books = async ({ id }: Wallet): Promise<readonly bigint[]> => [
  await t.posted(treasuryAccount(company, id, usdc)),
  await t.posted(inFlightAccount(company, id, usdc)),
  await t.posted(custodyAccount(company, id, usdc)),
];
const ends = ({ id }: Wallet): readonly string[] =>
  t.told
    .filter(({ subject, subOperation }) => subject === id && subOperation === 'TRANSFER')
    .map(({ status }) => status);
const stateOf = async (id: string): Promise<readonly (string | null)[]> => {
  const { state, reason } = await t.wallets.movements.get(company, id);
  return [state, reason];
};
/** Where on the chain it is. */
const placeOf = async (id: string) => {
  const { transactionHash, blockNumber, confirmations } = await t.wallets.movements.get(company, id);
  return [transactionHash, blockNumber, confirmations];
};
/** What is shown as put off: movement, tries and reason. */
const waiting = async ({ operator }: WalletsDoor) => {
  const [polygon] = await operator.chainStates();
  const { putOff } = polygon?.state ?? assert.fail('the chain has a state');
  return putOff.map(({ key, tries, reason }) => [key.split('/')[1], tries, reason]);
};
const untouched = [1_000_000n, 0n, 1_000_000n];

/** A process whose transactions no node ever gets. */
const swallowing = (): { readonly wallets: WalletsDoor; readonly chain: Chain } =>
  t.open({
    chain: {
      connect: meddling(t.sandbox.url, (method) =>
        method === 'eth_sendRawTransaction' ? saltOf(1) : undefined,
      ),
    },
  });

test('past its deadline by a confirmed block it has failed, and its owner has it back', async () => {
  const wallet = await newWallet();
  const late = t.open({ parts: { transferDeadlineMs: -3_600_000 } });
  const { id } = await transfer(wallet, '0.4', late.wallets);
  assert.deepEqual(await books(wallet), [600_000n, 400_000n, 1_000_000n]);
  await t.confirm();
  assert.deepEqual(await books(wallet), untouched);
  assert.deepEqual(await stateOf(id), ['FAILED', 'expired']);
  assert.deepEqual(ends(wallet), ['FAILED']);
  assert.match(t.told.at(-1)!.reason ?? '', /could not be sent in time/);
  await t.assertReconciled();
});

test('its deadline is counted from the time of the chain where that is ahead, as where blocks were made quickly', async () => {
  const wallet = await newWallet();
  const soon = t.open({ parts: { transferDeadlineMs: 30_000 } });
  // Each is a second later than the one before.
  await t.sandbox.mine(120);
  await t.settle();
  const { id } = await transfer(wallet, '0.4', soon.wallets);
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
  await t.assertReconciled();
});

test('a process whose clock is a day ahead gives no other deadline, and what it leaves is taken up by others at once', async () => {
  const wallet = await newWallet();
  const day = 24 * 3_600_000;
  const clock = { now: () => new Date(t.parts.clock.now().getTime() + day) };
  const wrong = t.open({ parts: { clock }, chain: { clock } }).wallets;
  const sent = await transfer(wallet, '0.1', wrong);
  await t.confirm();
  assert.deepEqual(await stateOf(sent.id), ['COMPLETED', null]);
  await t.signers.stop(1);
  await t.signers.stop(2);
  const left = await transfer(wallet, '0.2', wrong);
  await t.signers.restart(1);
  await t.signers.restart(2);
  const { call } = await chain.readOutgoing(`${company}/${left.id}`);
  assert.ok(call!.deadline.getTime() < clock.now().getTime() - day / 2);
  t.pass(61_000);
  assert.equal(await t.wallets.outgoing.resume(), 1);
  await t.confirm();
  assert.deepEqual(await stateOf(left.id), ['COMPLETED', null]);
});

test('refused by the chain it has failed, and nothing has left', async () => {
  const wallet = await newWallet();
  await t.deposit(wallet.address, null, 10n ** 19n);
  const { id } = await t.wallets.outgoing.transfer(company, account.id, wallet.id, {
    // The code behind deposit addresses, which takes no coin.
    to: getAddress(known.forwarderCode),
    token: null,
    amount: '0.5',
    traceId,
    idempotencyKey: undefined,
  });
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['FAILED', 'failed']);
  assert.equal(await t.onChain(wallet.address, null), 10n ** 19n);
  assert.equal(await t.posted(treasuryAccount(company, wallet.id, 'POLYGON:POL/18')), 10n ** 19n);
  assert.deepEqual(ends(wallet), ['FAILED']);
  assert.match(t.told.at(-1)!.reason ?? '', /chain refused/);
  await t.assertReconciled();
});

test('what leaves the chain is in flight again, is sent again, and told once', async () => {
  const wallet = await newWallet();
  const { id } = await transfer(wallet);
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
  await t.sandbox.reorganise(3, new Set());
  await t.chain.round();
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
  assert.deepEqual(await books(wallet), [600_000n, 0n, 600_000n]);
  assert.deepEqual(ends(wallet), ['SUCCESS']);
  const entries = await t.ledger.entriesOf(t.database, company, id);
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['withdrawal', 'withdrawal_confirmed', 'withdrawal_returned', 'withdrawal_confirmed'],
  );
  await t.assertReconciled();
});

test('told as failed, and then the chain takes a branch on which it was in time: paid, even below zero, and told', async () => {
  const wallet = await newWallet();
  const { id } = await transfer(wallet, '0.8');
  const call = `${company}/${id}`;
  const settle = (outcome: 'expired' | 'returned' | 'executed' | 'failed') =>
    t.database.work((tx) =>
      t.wallets.listeners.settled(tx, [
        {
          chain: chain.name,
          key: call,
          account: wallet.address,
          nonce: 0n,
          outcome,
          used:
            outcome === 'executed'
              ? { transactionHash: saltOf(5), blockNumber: 7n, confirmations: 3 }
              : undefined,
        },
      ]),
    );
  await settle('expired');
  assert.deepEqual(await books(wallet), untouched);
  // Meanwhile the owner does something else with it.
  const second = await transfer(wallet, '0.5');
  await settle('returned');
  assert.deepEqual(await stateOf(id), ['PENDING', null]);
  assert.deepEqual(await books(wallet), [-300_000n, 1_300_000n, 1_000_000n]);
  await settle('executed');
  assert.deepEqual(await placeOf(id), [saltOf(5), 7n, 3]);
  assert.deepEqual(await books(wallet), [-300_000n, 500_000n, 200_000n]);
  assert.deepEqual(ends(wallet), ['FAILED', 'SUCCESS']);
  // And back again, and without a word in between.
  await settle('failed');
  assert.deepEqual(await placeOf(id), [null, null, null]);
  assert.deepEqual(await books(wallet), [500_000n, 500_000n, 1_000_000n]);
  await settle('executed');
  assert.deepEqual(await books(wallet), [-300_000n, 500_000n, 200_000n]);
  assert.deepEqual(ends(wallet), ['FAILED', 'SUCCESS', 'FAILED', 'SUCCESS']);
  // Whoever hears of them in another order knows which of them holds.
  const ofIt = t.told.filter(({ data }) => data['movement_id'] === id).map(({ data }) => data['sequence']);
  assert.equal(ofIt.length, 4);
  assert.ok(ofIt.every((sequence, at) => at === 0 || Number(sequence) > Number(ofIt[at - 1])));
  // The chain itself has heard of none of this. It pays the first one, and then there is not enough for the second.
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
  assert.deepEqual(await stateOf(second.id), ['FAILED', 'failed']);
  assert.deepEqual(await books(wallet), [200_000n, 0n, 200_000n]);
  await t.assertReconciled();
});

test('what takes too long is marked for a look, and may still happen', async () => {
  const wallet = await newWallet();
  const slow = swallowing();
  const { id } = await transfer(wallet, '0.4', slow.wallets);
  for (let rounds = 0; rounds < 4; rounds++) {
    await slow.chain.round();
    t.pass(400_000);
  }
  assert.deepEqual(await stateOf(id), ['PROCESSING', 'manual_check']);
  assert.deepEqual(await books(wallet), [600_000n, 400_000n, 1_000_000n]);
  assert.deepEqual(ends(wallet), []);
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
  assert.deepEqual(ends(wallet), ['SUCCESS']);
  await t.assertReconciled();
});

test('without signers it waits, and a worker takes it up when they are back', async () => {
  const wallet = await newWallet();
  await t.signers.stop(1);
  await t.signers.stop(2);
  const { id, state } = await transfer(wallet);
  assert.equal(state, 'PENDING');
  await t.confirm();
  assert.deepEqual(await books(wallet), [600_000n, 400_000n, 1_000_000n]);
  assert.deepEqual(await waiting(t.wallets), [[id, 1, 'The signers cannot sign now.']]);
  // Not due before the request that asked has had its time.
  assert.equal(await t.wallets.outgoing.resume(), 0);
  t.pass(61_000);
  assert.equal(await t.wallets.outgoing.resume(), 1);
  await t.signers.restart(1);
  await t.signers.restart(2);
  assert.equal(await t.wallets.outgoing.resume(), 0);
  t.pass(120_000);
  // Two workers at once: one takes it.
  const counts = await Promise.all([t.wallets.outgoing.resume(), t.open().wallets.outgoing.resume()]);
  assert.equal(counts[0] + counts[1], 1);
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
  assert.deepEqual(await books(wallet), [600_000n, 0n, 600_000n]);
  await t.assertReconciled();
});

test('while the platform has no signers at all nothing is booked, and nobody tries', async () => {
  const wallet = await newWallet();
  const without = t.open({
    parts: {
      signing: () => {
        throw new Failure('UNAVAILABLE', 'There are no signers now.');
      },
    },
  }).wallets;
  await assert.rejects(transfer(wallet, '0.4', without), refused('UNAVAILABLE'));
  assert.equal(await without.outgoing.resume(), 0);
  assert.deepEqual(await books(wallet), untouched);
});

test('signed by several processes at once it happens once', async () => {
  const wallet = await newWallet();
  await t.signers.stop(1);
  await t.signers.stop(2);
  const { id } = await transfer(wallet);
  await t.signers.restart(1);
  await t.signers.restart(2);
  const parts = {
    ...t.parts,
    assets: t.wallets.assets,
    chain: () => t.parts.chains[0]!,
    isNegative: () => Promise.resolve(false),
    now: databaseNow,
    deadlineMs: 0,
  };
  await Promise.all([1, 2, 3].map(() => signAndSubmit(parts, { company, movement: id })));
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
  assert.deepEqual(await books(wallet), [600_000n, 0n, 600_000n]);
  await t.assertReconciled();
});

test('while a balance is below zero because a deposit left the chain, nothing of that company leaves', async () => {
  const [poor, rich] = [await newWallet(), await newWallet()];
  const hash = await t.sandbox.deposit(poor.address, USDC, 9_000_000n);
  await t.confirm();
  await transfer(poor, '9.5');
  await t.settle();
  await t.sandbox.reorganise(4, new Set([hash]));
  await t.settle();
  assert.deepEqual(await books(poor), [-8_500_000n, 9_500_000n, 1_000_000n]);
  await assert.rejects(transfer(rich), refused('VAL', /below zero/));
  // The transfer fails without that deposit, and its owner is above zero again.
  await t.confirm();
  assert.deepEqual(await books(poor), untouched);
  await transfer(rich);
  await t.confirm();
  assert.deepEqual(await books(rich), [600_000n, 0n, 600_000n]);
  await t.assertReconciled();
});

test('a call that is none of ours changes nothing', async () => {
  await t.database.work((tx) =>
    t.wallets.listeners.settled(tx, [
      {
        chain: chain.name,
        key: 'sweep/1',
        account: bob,
        nonce: 0n,
        outcome: 'executed',
        used: { transactionHash: saltOf(1), blockNumber: 7n, confirmations: 3 },
      },
      {
        chain: chain.name,
        key: `${company}/mov_01981f5e-2b51-7d94-8b17-9a8f7e6d5c4b`,
        account: bob,
        nonce: 0n,
        outcome: 'executed',
        used: { transactionHash: saltOf(1), blockNumber: 7n, confirmations: 3 },
      },
    ]),
  );
});

/** A call as a platform signed it whose database is lost: this one knows nothing of it. */
async function signedBefore(
  { address, keyId }: Wallet,
  amount: bigint,
  nonce: bigint,
  token = USDC,
): Promise<Hex> {
  const execute = {
    chainId: chain.chainId,
    account: address,
    calls: [transferCall(token, bob, amount)],
    nonce,
    deadline: 4_000_000_000n,
  };
  const key = keyId ?? assert.fail('it has a key');
  const { signature } = await t.signers.coordinator.sign(key, executeKind, encodeExecute(execute));
  return executeData(publicPoint(key), accountSalt, execute, signature);
}
async function paidBefore(wallet: Wallet, amount: bigint, nonce: bigint, token = USDC): Promise<void> {
  const data = await signedBefore(wallet, amount, nonce, token);
  const key = `${wallet.address}:${nonce}`;
  await t.database.work((tx) => chain.submit(tx, { key, to: contracts.factory, data }));
}
const inNoBooks = async (of: Wallet) =>
  (await t.wallets.operator.unbooked()).filter(({ wallet }) => wallet.id === of.id);

test('what left and is in no books, as after a restore: nothing more leaves until it is booked, and then the books agree', async () => {
  const wallet = await newWallet();
  await paidBefore(wallet, 300_000n, 7n);
  await t.settle();
  const [seen] = await inNoBooks(wallet);
  assert.deepEqual(
    [seen!.call.confirmed, seen!.transfers.map(({ asset, to, amount }) => [asset.symbol, to, amount])],
    [false, [['USDC', bob, 300_000n]]],
  );
  await assert.rejects(
    t.wallets.operator.bookUnbooked(seen!, undefined),
    refused('VAL', /does not have enough confirmations yet/),
  );
  await assert.rejects(transfer(wallet), refused('VAL', /not in the books/));
  // Others pay as before.
  const other = await newWallet();
  await transfer(other);
  await t.confirm();
  await assert.rejects(transfer(wallet), refused('VAL', /not in the books/));
  assert.deepEqual(await books(wallet), untouched);

  const [unbooked] = await inNoBooks(wallet);
  const [movement] = await t.wallets.operator.bookUnbooked(unbooked!, undefined);
  assert.deepEqual(await books(wallet), [700_000n, 0n, 700_000n]);
  const { operation, state, to, transactionHash } = await t.wallets.movements.get(company, movement!.id);
  assert.deepEqual(
    [operation, state, to, transactionHash],
    ['TRANSFER', 'COMPLETED', bob, unbooked!.call.transactionHash],
  );
  assert.deepEqual(ends(wallet), ['SUCCESS']);
  assert.equal(t.told.at(-1)!.data['transaction_hash'], transactionHash);
  await t.assertReconciled();
  assert.deepEqual(await inNoBooks(wallet), []);
  await assert.rejects(
    t.wallets.operator.bookUnbooked(unbooked!, undefined),
    refused('VAL', /already in the books/),
  );

  // It pays again, with a nonce above.
  const { id } = await transfer(wallet);
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
  await t.assertReconciled();
});

test('what is asked for after a restore waits until all is read that was on the chain: more than was lost cannot leave', async () => {
  const [robbed, other] = [await newWallet(), await newWallet()];
  const rpc = createRpc(t.sandbox.url);
  const [, , , from] = await rpc<readonly Address[]>('eth_accounts');
  const data = await signedBefore(robbed, 300_000n, 0n);
  await rpc('eth_sendTransaction', [{ from, to: contracts.factory, data }]);
  await t.sandbox.mine(2);
  // A process that begins on books of before that.
  const restored = t.open().wallets;
  const asked = [];
  for (const wallet of [robbed, robbed, robbed, other])
    asked.push((await transfer(wallet, '0.3', restored)).id);
  const { block = 0n } = await chain.state();
  const reason = `The chain is read up to block ${block} of ${block + 3n}: it is not known yet what has left since.`;
  assert.deepEqual(
    await waiting(restored),
    asked.map((id) => [id, 0, reason]),
  );
  t.pass(2_000);
  assert.equal(await restored.outgoing.resume(), 4);
  assert.equal((await waiting(restored)).length, 4);

  await t.settle();
  t.pass(2_000);
  // The first had the nonce of what was lost.
  assert.equal(await restored.outgoing.resume(), 3);
  assert.deepEqual(await waiting(restored), []);
  const [taken, ...more] = asked.slice(0, 3);
  assert.deepEqual(await stateOf(taken!), ['FAILED', 'replaced']);
  for (const id of more) assert.deepEqual(await stateOf(id), ['FAILED', 'unbooked']);
  assert.deepEqual(ends(robbed), ['FAILED', 'FAILED', 'FAILED']);
  assert.match(t.told.at(-1)!.reason ?? '', /not in the books/);
  await t.confirm();
  // The others went by themselves.
  assert.deepEqual(await stateOf(asked.at(-1)!), ['COMPLETED', null]);
  assert.equal(await t.onChain(robbed.address, USDC), 700_000n);
  const [unbooked] = await inNoBooks(robbed);
  await restored.operator.bookUnbooked(unbooked!, undefined);
  assert.deepEqual(await books(robbed), [700_000n, 0n, 700_000n]);
  await t.assertReconciled();
});

test('where a process begins while its node stands still nobody waits for that: it is asked for, and goes later', async () => {
  const wallet = await newWallet();
  const connect = meddling(t.sandbox.url, (method) =>
    method === 'eth_blockNumber' ? new Promise(() => undefined) : undefined,
  );
  const { id } = await transfer(wallet, '0.4', t.open({ chain: { connect, patienceMs: 0 } }).wallets);
  const [[movement, tries, reason] = []] = await waiting(t.wallets);
  assert.deepEqual([movement, tries], [id, 0]);
  assert.match(String(reason), /No node has said yet/);
  t.pass(2_000);
  assert.equal(await t.wallets.outgoing.resume(), 1);
  await t.confirm();
  assert.deepEqual(await stateOf(id), ['COMPLETED', null]);
});

test('of a holding it is booked for its company, or for the client who was paid', async () => {
  const virtual = await t.wallets.virtual.create(company, { alias: 'Ada', chain: chain.name });
  const holding = await t.wallets.virtual.holding(company, chain.name);
  await t.deposit(virtual.address, USDC, 5_000_000n);
  await t.wallets.outgoing.sweep();
  await t.confirm();
  await paidBefore(holding, 1_000_000n, 20n);
  await paidBefore(holding, 2_000_000n, 21n);
  await t.confirm();
  const [ofCompany, ofClient] = await inNoBooks(holding);
  await assert.rejects(
    t.wallets.operator.bookUnbooked(ofClient!, holding.id),
    refused('VAL', /not a virtual wallet of the holding/),
  );
  await t.wallets.operator.bookUnbooked(ofClient!, virtual.id);
  await t.wallets.operator.bookUnbooked(ofCompany!, undefined);
  assert.equal(await t.posted(virtualAccount(company, virtual.id, usdc)), 3_000_000n);
  assert.equal(await t.posted(obligationAccount(company, usdc)), 1_000_000n);
  await t.assertReconciled();
});

test('a token with fewer decimals than dollars have is booked as any other', async () => {
  const rpc = createRpc(t.sandbox.url);
  const abi = testTokenAbi;
  const deployed = encodeDeployData({
    abi,
    bytecode: testToken.bytecode as Hex,
    args: ['Piece', 'PCS', 0],
  });
  await rpc('eth_sendTransaction', [{ from: issuer, data: deployed }]);
  const wallet = await newWallet();
  const minted = encodeFunctionData({ abi, functionName: 'mint', args: [wallet.address, 9n] });
  await rpc('eth_sendTransaction', [{ from: issuer, to: PIECE, data: minted }]);
  await t.confirm();
  await t.wallets.operator.tryTokens();
  await paidBefore(wallet, 4n, 7n, PIECE);
  await t.confirm();
  const [unbooked] = await inNoBooks(wallet);
  await t.wallets.operator.bookUnbooked(unbooked!, undefined);
  assert.equal(await t.posted(treasuryAccount(company, wallet.id, piece)), 5n);
  assert.equal(t.told.at(-1)!.data['amount'], '4');
  await t.assertReconciled();
});

test('what the relayer paid for gas and nobody here knows of is booked as gas', async () => {
  const { relayer } = await chain.state();
  const at = relayer ?? assert.fail('there is a relayer');
  const owner =
    (await addressOwners(t.database, chain.name, [at])).get(at) ?? assert.fail('it is in the books');
  const coin = coinAsset(chain);
  const custody = custodyAccount(operatorCompany, owner.wallet, coin);
  assert.deepEqual(await t.wallets.operator.bookGasBeside(), []);
  // The books of before: the relayer had more.
  await t.database.work(async (tx) => {
    const book = await t.ledger.open(tx, { accounts: [custody, gasExpenseAccount(coin)] });
    const postings = [
      { account: custody, side: 'debit', amount: 77n },
      { account: gasExpenseAccount(coin), side: 'credit', amount: 77n },
    ] as const;
    const entry = {
      company: operatorCompany,
      key: 'before',
      reference: 'before',
      kind: 'gas',
      at: new Date(0),
    };
    book.post({ ...entry, postings });
    await book.write();
  });
  assert.deepEqual(await t.wallets.operator.bookGasBeside(), [{ chain: chain.name, amount: 77n }]);
  await t.assertReconciled();
});
