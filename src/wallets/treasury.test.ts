import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../kernel/failures.ts';
import { sql } from '../platform/database.ts';
import type { Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { bob, traceId, walletsRig } from './testing/rig.ts';

const rig = await walletsRig();
const { wallets, company } = rig;
const { treasury, outgoing } = wallets;
const [usdc] = rig.tokens;
const wanted = { alias: 'Operations', chain: 'POLYGON' };

const account = await treasury.createAccount(company, 'Main');
const isUnknown = { code: 'NOT_FOUND' };

test('accounts are made, renamed and listed; deleted ones are gone', async () => {
  const second = await treasury.createAccount(company, 'Second');
  assert.equal((await treasury.renameAccount(company, second.id, 'Renamed')).alias, 'Renamed');
  const names = (await treasury.listAccounts(company, { size: 100 })).map(({ alias }) => alias);
  assert.deepEqual(names, ['Main', 'Renamed']);
  await treasury.deleteAccount(company, second.id);
  assert.deepEqual(
    (await treasury.listAccounts(company, { size: 100 })).map(({ id }) => id),
    [account.id],
  );
  for (const use of [
    () => treasury.getAccount(company, second.id),
    () => treasury.renameAccount(company, second.id, 'x'),
    () => treasury.deleteAccount(company, second.id),
    () => treasury.createWallet(company, second.id, wanted),
    () => treasury.listWallets(company, second.id, { size: 100 }),
  ])
    await assert.rejects(use(), isUnknown);
});

test('a wallet is a threshold account of its own, in its account only', async () => {
  const wallet = await treasury.createWallet(company, account.id, wanted);
  const other = await treasury.createAccount(company, 'Other');
  assert.match(wallet.id, /^wal_/);
  assert.match(wallet.keyId ?? '', /^0[23][0-9a-f]{64}$/);
  assert.deepEqual(await treasury.getWallet(company, account.id, wallet.id), wallet);
  assert.ok(
    (await treasury.listWallets(company, account.id, { size: 100 })).some(({ id }) => id === wallet.id),
  );
  assert.equal((await treasury.renameWallet(company, account.id, wallet.id, 'New')).alias, 'New');
  const ofBoth = await treasury.ofAccounts(company, [account.id, other.id]);
  assert.deepEqual(
    [...ofBoth],
    [[account.id, await treasury.listWallets(company, account.id, { size: 100 })]],
  );
  assert.deepEqual(await treasury.ofAccounts(await rig.newCompany(), [account.id]), new Map());
  await assert.rejects(treasury.getWallet(company, other.id, wallet.id), isUnknown);
  await assert.rejects(treasury.deleteAccount(company, account.id), { code: 'VAL' });
  const stranger = await rig.newCompany();
  for (const use of [
    () => treasury.getWallet(stranger, account.id, wallet.id),
    () => treasury.renameWallet(stranger, account.id, wallet.id, 'x'),
    () => treasury.deleteWallet(stranger, account.id, wallet.id),
    () => treasury.balances(stranger, account.id, wallet.id),
    () => treasury.getWallet(company, account.id, 'wal_x'),
  ])
    await assert.rejects(use(), isUnknown);
});

test('an unlisted chain is refused before a key is made', async () => {
  await assert.rejects(treasury.createWallet(company, account.id, { alias: 'x', chain: 'MOON' }), {
    code: 'VAL',
  });
});

test('what it has is what came, less what is on its way out; only an empty one is deleted', async () => {
  const wallet = await treasury.createWallet(company, account.id, wanted);
  const balanceOf = async (symbol: string) =>
    (await treasury.balances(company, account.id, wallet.id)).find((it) => it.symbol === symbol)?.balance;
  const remove = () => treasury.deleteWallet(company, account.id, wallet.id);
  assert.deepEqual(
    (await treasury.balances(company, account.id, wallet.id)).map(({ symbol, balance }) => [symbol, balance]),
    [
      ['USDC', 0n],
      ['USDT', 0n],
      ['DAI', 0n],
      ['POL', 0n],
    ],
  );

  await rig.sandbox.deposit(wallet.address, usdc, 25_000_000n);
  await rig.settle();
  // Seen, and not yet confirmed.
  await assert.rejects(remove(), { code: 'VAL', message: /still under way/ });
  await rig.confirm();
  assert.equal(await balanceOf('USDC'), 25_000_000n);
  await assert.rejects(remove(), { code: 'VAL', message: /still has USDC/ });

  const asked = { to: bob, token: usdc, amount: '25', traceId, idempotencyKey: undefined };
  await outgoing.transfer(company, account.id, wallet.id, asked);
  assert.equal(await balanceOf('USDC'), 0n);
  await assert.rejects(remove(), { code: 'VAL', message: /still under way/ });
  await rig.confirm();
  const deleted = await remove();
  assert.deepEqual([deleted.enabled, deleted.deletedAt !== null], [false, true]);
  await assert.rejects(treasury.getWallet(company, account.id, wallet.id), isUnknown);
  await assert.rejects(outgoing.transfer(company, account.id, wallet.id, asked), isUnknown);

  // Its address stays watched, and what comes to it is booked for it.
  await rig.deposit(wallet.address, usdc, 5_000_000n);
  const found = await wallets.movements.search(company, {
    wallets: [wallet.id],
    operations: [],
    from: undefined,
    to: undefined,
    size: 10,
    page: 0,
  });
  assert.deepEqual(
    found.movements.map(({ operation, state, amount }) => [operation, state, amount]),
    [
      ['DEPOSIT', 'COMPLETED', 5_000_000n],
      ['TRANSFER', 'COMPLETED', 25_000_000n],
      ['DEPOSIT', 'COMPLETED', 25_000_000n],
    ],
  );
  // It is in no list, and what came is shown and sent on as before, until nothing is left.
  const listed = await treasury.listWallets(company, account.id, { size: 100 });
  assert.ok(listed.every(({ id }) => id !== wallet.id));
  await assert.rejects(treasury.getWallet(company, account.id, wallet.id), isUnknown);
  assert.equal(await balanceOf('USDC'), 5_000_000n);
  await assert.rejects(outgoing.transfer(company, account.id, wallet.id, asked), { code: 'VAL' });
  await outgoing.transfer(company, account.id, wallet.id, { ...asked, amount: '5' });
  await assert.rejects(balanceOf('USDC'), isUnknown);
  await rig.confirm();
  await assert.rejects(outgoing.transfer(company, account.id, wallet.id, asked), isUnknown);
  await rig.assertReconciled();
});

test('dust in suspense keeps no wallet alive', async () => {
  const wallet = await treasury.createWallet(company, account.id, wanted);
  await rig.deposit(wallet.address, usdc, 1n);
  await treasury.deleteWallet(company, account.id, wallet.id);
});

test('the contract counts living wallets, also when many are asked for at once', async () => {
  const limited = await rig.newCompany();
  const { id } = await treasury.createAccount(limited, 'Main');
  const create = () => treasury.createWallet(limited, id, wanted);
  const first = await create();
  await rig.database.execute(
    sql('test.limit', 'UPDATE companies SET contracted_treasury_wallets = 3 WHERE id = $1'),
    [limited],
  );
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, create));
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 2);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') assert.equal((outcome.reason as { code: string }).code, 'VAL');
  assert.deepEqual(await wallets.count(limited), { treasury: 3, virtual: 0 });
  await treasury.deleteWallet(limited, id, first.id);
  assert.equal((await wallets.count(limited)).treasury, 2);
  await create();
});

test('while the signers are away nothing is written, also where the contract counts: it can be asked for again', async () => {
  const limited = await rig.newCompany();
  const { id } = await treasury.createAccount(limited, 'Main');
  await rig.database.execute(
    sql(
      'test.limits',
      'UPDATE companies SET contracted_treasury_wallets = 3, contracted_virtual_wallets = 3 WHERE id = $1',
    ),
    [limited],
  );
  // What a request adds to its units of work, its idempotency key, is added to those that write or lock.
  const hasWritten = sql('test.hasWritten', 'SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS written');
  let written = 0;
  const database: Database = {
    ...rig.database,
    work: (body) =>
      rig.database.work(async (tx) => {
        const result = await body(tx);
        if ((await tx.query<{ written: boolean }>(hasWritten))[0]?.written === true) written += 1;
        return result;
      }),
  };
  const away = rig.open({
    parts: {
      database,
      signing: () => {
        throw new Failure('UNAVAILABLE', 'There are no signers now.');
      },
    },
  }).wallets;
  await assert.rejects(away.treasury.createWallet(limited, id, wanted), { code: 'UNAVAILABLE' });
  await assert.rejects(away.virtual.create(limited, wanted), { code: 'UNAVAILABLE' });
  assert.equal(written, 0);
});

test('an account that is deleted meanwhile gets no wallet', async () => {
  const { id } = await treasury.createAccount(company, 'Short-lived');
  const [made, deleted] = await Promise.allSettled([
    treasury.createWallet(company, id, wanted),
    treasury.deleteAccount(company, id),
  ]);
  // Whoever is first: never a wallet in an account that is gone.
  assert.notEqual(made.status, deleted.status);
});

test('the operator finds every key, page by page, and has it shared anew', async () => {
  const { keys } = wallets.operator;
  const all = [];
  for (let after: string | undefined; ;) {
    const page = await keys.list({ after, size: 2 });
    if (page.length === 0) break;
    all.push(...page);
    after = page.at(-1)?.keyId;
  }
  assert.equal(new Set(all.map(({ keyId }) => keyId)).size, all.length);
  assert.ok(all.some(({ kind }) => kind === 'treasury'));
  const wallet = await treasury.createWallet(company, account.id, wanted);
  const key = await keys.refresh(wallet.keyId ?? '');
  assert.deepEqual([key.wallet, key.address], [wallet.id, wallet.address]);
  await rig.deposit(wallet.address, usdc, 2_000_000n);
  const asked = { to: bob, token: usdc, amount: '2', traceId, idempotencyKey: undefined };
  await outgoing.transfer(company, account.id, wallet.id, asked);
  await rig.confirm();
  assert.equal(await rig.onChain(wallet.address, usdc), 0n);
  await assert.rejects(keys.refresh(`02${'0'.repeat(64)}`), isUnknown);
  assert.equal((await keys.signers()).filter(({ up }) => up).length, 3);
});

test('an id of another kind names nothing', async () => {
  await assert.rejects(treasury.getWallet(company, account.id, newId('virtualWallet')), isUnknown);
  await assert.rejects(treasury.getAccount(company, newId('wallet')), isUnknown);
});
