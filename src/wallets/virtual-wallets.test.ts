import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../companies/index.ts';
import { sql } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { bob, traceId, usdc as usdcAsset, walletsRig } from './testing/rig.ts';
import type { CompanyId, Wallet } from './types.ts';

const rig = await walletsRig();
const { wallets, company } = rig;
const { virtual, outgoing, movements } = wallets;
const [usdc] = rig.tokens;
const chain = 'POLYGON';
const isUnknown = { code: 'NOT_FOUND' };
const ada = { type: 'individual', firstName: 'Ada', lastName: 'Lovelace', email: null } as const;

const make = (alias = 'Ada', of: CompanyId = company): Promise<Wallet> =>
  virtual.create(of, { alias, chain });
const balanceOf = async (wallet: Wallet): Promise<bigint | undefined> =>
  (await virtual.balances(wallet.company, wallet.id))[0]?.balance;
const asked = (to: string, amount: string) => ({
  to,
  token: usdc,
  amount,
  traceId,
  idempotencyKey: undefined,
});

test('the first wallet on a chain makes the holding wallet, also when many are made at once', async () => {
  const fresh = await rig.newCompany();
  await assert.rejects(virtual.holding(fresh, chain), isUnknown);
  const made = await Promise.all(Array.from({ length: 8 }, () => make('x', fresh)));
  const holding = await virtual.holding(fresh, chain);
  assert.deepEqual(new Set(made.map((wallet) => wallet.holding)), new Set([holding.id]));
  assert.equal(new Set(made.map(({ address }) => address)).size, 8);
  for (const { id, keyId } of made) {
    assert.match(id, /^vw_/);
    assert.equal(keyId, null);
  }
  assert.deepEqual(
    (await virtual.list(fresh, chain, { size: 100 })).map(({ id }) => id).sort(),
    made.map(({ id }) => id).sort(),
  );
});

test('wallets are renamed, disabled and enabled; another company finds nothing', async () => {
  const wallet = await make();
  assert.equal((await virtual.rename(company, wallet.id, 'New')).alias, 'New');
  assert.equal((await virtual.setEnabled(company, wallet.id, false)).enabled, false);
  assert.deepEqual(await virtual.get(company, wallet.id), { ...wallet, alias: 'New', enabled: false });
  assert.equal((await virtual.setEnabled(company, wallet.id, true)).enabled, true);
  const stranger = await rig.newCompany();
  for (const use of [
    () => virtual.get(stranger, wallet.id),
    () => virtual.rename(stranger, wallet.id, 'x'),
    () => virtual.setEnabled(stranger, wallet.id, false),
    () => virtual.delete(stranger, wallet.id),
    () => virtual.balances(stranger, wallet.id),
    () => virtual.linkClient(stranger, wallet.id, newId('client')),
    () => virtual.get(company, newId('virtualWallet')),
    () => virtual.get(company, 'vw_x'),
  ])
    await assert.rejects(use(), isUnknown);
  for (const use of [() => virtual.list(company, 'MOON', { size: 100 }), () => virtual.sum(company, 'MOON')])
    await assert.rejects(use(), { code: 'VAL', message: /no blockchain MOON/ });
});

test('a wallet is tied to one client, for good', async () => {
  const wallet = await make();
  const first = await rig.companies.clients.create(company, ada, systemActor);
  const second = await rig.companies.clients.create(company, ada, systemActor);
  const gone = await rig.companies.clients.create(company, ada, systemActor);
  await rig.companies.clients.delete(company, gone.id, systemActor);
  for (const client of [gone.id, newId('client'), 'cli_x'])
    await assert.rejects(virtual.linkClient(company, wallet.id, client), isUnknown);
  assert.equal((await virtual.linkClient(company, wallet.id, first.id)).client, first.id);
  assert.equal((await virtual.linkClient(company, wallet.id, first.id)).client, first.id);
  await assert.rejects(virtual.linkClient(company, wallet.id, second.id), { code: 'VAL' });
  const another = await make();
  await virtual.linkClient(company, another.id, first.id);
  const ofClients = await virtual.ofClients(company, [first.id, second.id]);
  assert.deepEqual(ofClients, new Map([[first.id, [wallet.id, another.id]]]));
  assert.deepEqual(await virtual.ofClients(await rig.newCompany(), [first.id]), new Map());
});

test('balances are what clients are owed, their sum is of all wallets, and coins are of the holding', async () => {
  const fresh = await rig.newCompany();
  const [one, two] = [await make('One', fresh), await make('Two', fresh)];
  await rig.deposit(one.address, usdc, 70_000_000n);
  await rig.deposit(two.address, usdc, 30_000_000n);
  assert.deepEqual([await balanceOf(one), await balanceOf(two)], [70_000_000n, 30_000_000n]);
  assert.equal((await virtual.sum(fresh, chain))[0]?.balance, 100_000_000n);
  assert.equal((await virtual.holdingBalances(fresh, chain))[0]?.balance, 0n);
  await outgoing.sweep();
  await rig.confirm();
  assert.equal((await virtual.holdingBalances(fresh, chain))[0]?.balance, 100_000_000n);
  assert.deepEqual([await balanceOf(one), await balanceOf(two)], [70_000_000n, 30_000_000n]);

  await outgoing.withdrawVirtual(fresh, one.id, asked(two.address, '70'));
  await virtual.delete(fresh, one.id);
  await assert.rejects(virtual.get(fresh, one.id), isUnknown);
  assert.deepEqual(
    (await virtual.list(fresh, chain, { size: 100 })).map(({ id }) => id),
    [two.id],
  );
  // Its address stays watched: what comes to it is owed as well.
  await rig.deposit(one.address, usdc, 5_000_000n);
  assert.equal((await virtual.sum(fresh, chain))[0]?.balance, 105_000_000n);
  await rig.assertReconciled();
});

test('only an empty wallet is deleted, whatever is asked at the same moment', async () => {
  const fresh = await rig.newCompany();
  const [from, to] = [await make('From', fresh), await make('To', fresh)];
  await rig.deposit(from.address, usdc, 10_000_000n);
  await assert.rejects(virtual.delete(fresh, from.id), { code: 'VAL', message: /still has USDC/ });
  const [sent, deleted] = await Promise.allSettled([
    outgoing.withdrawVirtual(fresh, from.id, asked(to.address, '10')),
    virtual.delete(fresh, from.id),
  ]);
  assert.equal(sent.status, 'fulfilled');
  const emptied = deleted.status === 'fulfilled';
  if (!emptied) await virtual.delete(fresh, from.id);
  assert.equal(await balanceOf(to), 10_000_000n);

  await outgoing.sweep();
  await rig.confirm();
  await outgoing.withdrawVirtual(fresh, to.id, asked(bob, '10'));
  await assert.rejects(virtual.delete(fresh, to.id), { code: 'VAL', message: /still under way/ });
  await rig.confirm();
  await virtual.delete(fresh, to.id);
  await rig.assertReconciled();
});

test('the contract counts living wallets', async () => {
  const limited = await rig.newCompany();
  const setLimit = sql('test.limit', 'UPDATE companies SET contracted_virtual_wallets = $2 WHERE id = $1');
  await rig.database.execute(setLimit, [limited, 2]);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => make('x', limited)));
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 2);
  const [first] = await virtual.list(limited, chain, { size: 100 });
  await virtual.delete(limited, first?.id ?? '');
  await make('x', limited);
  assert.deepEqual(await wallets.count(limited), { treasury: 0, virtual: 2 });
  await rig.database.execute(setLimit, [limited, 0]);
  await assert.rejects(make('x', limited), { code: 'VAL', message: /allows no more virtual wallets/ });
});

test('movements come in pages, in both orders, each once', async () => {
  const wallet = await make();
  for (let at = 1; at <= 7; at++)
    await outgoing.setVirtualBalance(company, wallet.id, { token: undefined, amount: String(at), traceId });
  const everything = async (order: 'asc' | 'desc') => {
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await movements.of(company, wallet.id, { after, order, size: 3, chain: undefined });
      if (page.length === 0) return seen;
      assert.ok(page.length <= 3);
      seen.push(...page.map(({ netAmount }) => String(netAmount)));
      after = page.at(-1)?.id;
    }
  };
  const numbers = Array.from({ length: 7 }, (_, at) => `${at + 1}000000`);
  assert.deepEqual(await everything('asc'), numbers);
  assert.deepEqual(await everything('desc'), numbers.toReversed());
  const page = { after: undefined, order: 'asc', size: 9 } as const;
  await assert.rejects(movements.of(company, wallet.id, { ...page, chain: 'MOON' }), { code: 'VAL' });
  assert.equal((await movements.of(company, wallet.id, { ...page, chain })).length, 7);
  const [first] = await movements.of(company, wallet.id, { ...page, chain });
  assert.equal(first?.asset, usdcAsset);
  assert.deepEqual(await movements.get(company, first.id), first);
  const stranger = await rig.newCompany();
  await assert.rejects(movements.of(stranger, wallet.id, { ...page, chain }), isUnknown);
  await assert.rejects(movements.get(stranger, first.id), isUnknown);
  const query = { operations: [], from: undefined, to: undefined, size: 5, page: 0 };
  await assert.rejects(movements.search(company, { ...query, wallets: [wallet.id] }), isUnknown);
});

/** As if the database had been put back from before this wallet was made. */
async function forget({ company, id }: Pick<Wallet, 'company' | 'id'>): Promise<void> {
  await rig.database.execute(
    sql('test.forgetAddress', 'DELETE FROM wallet_addresses WHERE company_id = $1 AND wallet_id = $2'),
    [company, id],
  );
  await rig.database.execute(
    sql('test.forgetWallet', 'DELETE FROM wallets WHERE company_id = $1 AND id = $2'),
    [company, id],
  );
}

test('an address that was given out after the backup is taken in again by what makes it, and by nothing else', async () => {
  const of = await rig.newCompany();
  const wallet = await make('Ada', of);
  const holding = await virtual.holding(of, chain);
  const { adopt } = wallets.operator;
  const where = { company: of, chain };
  for (const each of [wallet, holding]) await forget(each);

  const byId = { ...where, address: wallet.address, id: wallet.id, card: undefined };
  await assert.rejects(adopt(byId), /The holding wallet it forwards to is not known here/);
  const byKey = { ...where, address: holding.address, key: holding.keyId ?? '', account: undefined };
  await assert.rejects(
    adopt({ ...byKey, address: bob, kind: 'holding' }),
    /That gives the address 0x.*, not 0x/,
  );
  await assert.rejects(adopt({ ...byKey, key: '02', kind: 'holding' }), /A key is named like its file/);
  assert.equal((await adopt({ ...byKey, kind: 'holding' })).address, holding.address);
  await assert.rejects(adopt({ ...byId, id: newId('virtualWallet') }), /That gives the address 0x.*, not 0x/);
  assert.equal((await adopt(byId)).id, wallet.id);
  await assert.rejects(adopt(byId), /This address is already known/);

  await rig.deposit(wallet.address, usdc, 3_000_000n);
  assert.equal(await balanceOf(await virtual.get(of, wallet.id)), 3_000_000n);
  await outgoing.sweep();
  await rig.confirm();
  await rig.assertReconciled();
});
