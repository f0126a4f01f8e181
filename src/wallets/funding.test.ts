import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Hash } from 'viem';
import { custodyAccount } from './accounts.ts';
import type { CompanyId } from './types.ts';
import { usdc, walletsRig } from './testing/rig.ts';

const given = 1_000_00n;
const units = 1_000_000_000n;

suite('test coins for a card holding', async () => {
  const rig = await walletsRig();
  const { wallets, cards, sandbox, database } = rig;
  const funded = async (): Promise<CompanyId> => {
    const company = await rig.newCompany();
    await database.work(async (tx) => {
      await cards.openCompany(tx, company, { initialHolding: given });
      await wallets.openCompany(tx, company, given);
    });
    return company;
  };
  /** Sends what is to be sent; the transfers. */
  const send = async (then: () => Promise<void> = () => Promise.resolve()): Promise<Hash[]> => {
    const sent: Hash[] = [];
    await wallets.operator.sendFundings(async (...transfer) => {
      sent.push(await sandbox.deposit(...transfer));
      await then();
    });
    return sent;
  };

  test('what leaves the chain before it has its confirmations is sent again, once', async () => {
    const company = await funded();
    const program = await wallets.cards.program(company);
    const [hash] = await send();
    await rig.settle();
    await sandbox.reorganise(1, new Set([hash!]));
    await sandbox.mine(1);
    await rig.settle();
    assert.equal(await rig.onChain(program.address, rig.tokens[0]), 0n);
    assert.equal((await send()).length, 1);
    assert.equal((await send()).length, 0);
    await rig.confirm();
    assert.equal((await send()).length, 0);
    assert.equal(await rig.posted(custodyAccount(company, program.id, usdc)), units);
    assert.equal(await cards.holdingBalance(company), given);
    await rig.assertReconciled();
  });

  test('what is confirmed before its sender has noted it is not taken for another deposit of as much', async () => {
    const company = await funded();
    const program = await wallets.cards.program(company);
    assert.equal((await send(rig.confirm)).length, 1);
    await rig.deposit(program.address, rig.tokens[0], units);
    assert.equal(await cards.holdingBalance(company), 2n * given);
    await rig.assertReconciled();
  });

  test('nor is a deposit of as much, or of more, taken for it that comes before', async () => {
    for (const early of [units, 2n * units]) {
      const company = await funded();
      const program = await wallets.cards.program(company);
      await rig.deposit(program.address, rig.tokens[0], early);
      assert.equal(await cards.holdingBalance(company), given + early / 10_000n);
      assert.equal((await send()).length, 1);
      await rig.confirm();
      assert.equal(await cards.holdingBalance(company), given + early / 10_000n);
      assert.equal(await rig.onChain(program.address, rig.tokens[0]), units + early);
      assert.equal(await rig.posted(custodyAccount(company, program.id, usdc)), units + early);
      assert.equal((await send()).length, 0);
      await rig.assertReconciled();
    }
  });

  test('one whose sender dies before it was sent is sent, and one whose sender dies afterwards is not sent again', async () => {
    const company = await funded();
    const program = await wallets.cards.program(company);
    const dies = (): never => {
      throw new Error('the process is gone');
    };
    const sendings: string[] = [];
    const tryTo = (send: Parameters<typeof wallets.operator.sendFundings>[0]) =>
      wallets.operator.sendFundings(send);
    await tryTo(async (_to, _token, _amount, note) => {
      await note(`0x${'7'.repeat(64)}`);
      dies();
    });
    await tryTo(async (to, token, amount, note) => {
      sendings.push(await sandbox.deposit(to, token, amount, note));
      dies();
    });
    assert.equal((await send()).length, 0);
    await rig.confirm();
    assert.equal((await send()).length, 0);
    assert.equal(sendings.length, 1);
    assert.equal(await rig.onChain(program.address, rig.tokens[0]), units);
    assert.equal(await cards.holdingBalance(company), given);
    await rig.assertReconciled();
  });
});
