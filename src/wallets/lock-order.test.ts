import assert from 'node:assert/strict';
import { test } from 'node:test';
import { somebodyWaits } from '../authorizations/testing/purchases.ts';
import { inFlightAccount, virtualAccount } from './accounts.ts';
import { bob, traceId, usdc, walletsRig } from './testing/rig.ts';
import type { OpenWallets } from './testing/open-wallets.ts';
import type { Wallet } from './types.ts';

const t = await walletsRig();
const { company, wallets, sandbox, chain, tokens, database } = t;
const [USDC] = tokens;
const one = 1_000_000n;

const [own, other] = [await newWallet(), await newWallet()];
const holding = await wallets.virtual.holding(company, chain.name);

async function newWallet(): Promise<Wallet> {
  const wallet = await wallets.virtual.create(company, { alias: 'One', chain: chain.name });
  await t.deposit(wallet.address, USDC, 20n * one);
  await wallets.outgoing.sweep();
  await t.confirm();
  return wallet;
}

const withdraw = ({ id }: Wallet, amount: string) =>
  wallets.outgoing.withdrawVirtual(company, id, {
    to: bob,
    token: USDC,
    amount,
    traceId,
    idempotencyKey: undefined,
  });

/** Another process, in which `once` runs in the middle of the first unit of work that tells of a deposit so. */
function interrupted(status: string, once: () => Promise<void>): OpenWallets {
  let isDone = false;
  return t.open({
    parts: {
      events: {
        async appendMany(tx, events) {
          if (
            !isDone &&
            events.some((event) => event.subOperation === 'DEPOSIT' && event.status === status)
          ) {
            isDone = true;
            await once();
          }
          return await t.parts.events.appendMany(tx, events);
        },
      },
    },
  });
}

/** A deposit to one wallet, and a withdrawal of another one that has happened, both to be confirmed with the next block. */
async function depositBesideWithdrawal(): Promise<void> {
  await withdraw(other, '1');
  await t.settle();
  await sandbox.deposit(own.address, USDC, 3n * one);
  await t.settle();
}

const owed = ({ id }: Wallet) => t.posted(virtualAccount(company, id, usdc));

test('what is confirmed beside a withdrawal waits for nobody who waits for it', async () => {
  const before = [await owed(own), await owed(other)] as const;
  await depositBesideWithdrawal();
  let asked: Promise<unknown> = Promise.resolve();
  const process = interrupted('SUCCESS', async () => {
    // A withdrawal of the wallet that is being credited, out of the holding that the other withdrawal leaves.
    asked = withdraw(own, '2');
    asked.catch(() => undefined);
    await somebodyWaits(database);
  });
  await sandbox.mine(sandbox.confirmations - 1);
  while (await process.chain.round());
  await asked;
  await t.confirm();
  assert.deepEqual([await owed(own), await owed(other)], [before[0] + one, before[1] - one]);
  assert.equal(await t.posted(inFlightAccount(company, holding.id, usdc)), 0n);
  await t.assertReconciled();
});

test('nor does what is taken back beside a withdrawal that is under way again', async () => {
  const before = [await owed(own), await owed(other)] as const;
  await depositBesideWithdrawal();
  const from = await sandbox.height();
  await t.confirm();
  const depth = Number((await sandbox.height()) - from) + 3;
  await sandbox.reorganise(depth, new Set());
  await sandbox.mine(1);
  let asked: Promise<unknown> = Promise.resolve();
  const process = interrupted('CANCELLED', async () => {
    asked = withdraw(own, '2');
    asked.catch(() => undefined);
    await somebodyWaits(database);
  });
  while (await process.chain.round());
  await asked;
  await t.confirm();
  assert.deepEqual([await owed(own), await owed(other)], [before[0] + one, before[1] - one]);
  assert.equal(await t.posted(inFlightAccount(company, holding.id, usdc)), 0n);
  await t.assertReconciled();
});
