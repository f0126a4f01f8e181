import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { suite, test } from 'node:test';
import { privateKeyToAddress } from 'viem/accounts';
import { testDatabase } from '../../../test/support/database.ts';
import { redacted } from '../../kernel/redacted.ts';
import { wallClock } from '../../platform/clock.ts';
import { sql } from '../../platform/database.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { StartupProblem } from '../../platform/startup-problem.ts';
import {
  importRelayerKey,
  listRelayers,
  loadRelayerKey,
  rotateRelayerKeys,
  useRelayer,
} from './relayer-key.ts';

import { listRelayerKeys, writeRelayerKey } from './relayer-key-store.ts';

const secretsOf = (...names: readonly string[]) =>
  createSecrets(names.map((name) => redacted(hash('sha256', name, 'buffer'))));
const keyOf = (digit: string) => redacted(`0x${digit.repeat(64)}` as const);
const addressOf = (key: ReturnType<typeof keyOf>) => privateKeyToAddress(key.reveal());

suite('the key of the relayer', async () => {
  const database = await testDatabase();
  const parts = (...masterKeys: string[]) => ({
    database,
    secrets: secretsOf(...masterKeys),
    clock: wallClock,
  });

  await test('is made once, whoever asks first, and is the same from then on', async () => {
    const keys = await Promise.all(
      Array.from({ length: 6 }, () => loadRelayerKey(parts('first'), undefined)),
    );
    assert.equal(new Set(keys.map((key) => key.reveal())).size, 1);
    assert.equal((await loadRelayerKey(parts('first'), undefined)).reveal(), keys[0]!.reveal());
    assert.deepEqual(
      (await listRelayers(database)).map(({ address, used }) => [address, used]),
      [[addressOf(keys[0]!), true]],
    );
  });

  await test('another one in the environment stops the start; the same one does not', async () => {
    const key = await loadRelayerKey(parts('first'), undefined);
    await assert.rejects(loadRelayerKey(parts('first'), keyOf('1')), StartupProblem);
    assert.equal((await loadRelayerKey(parts('first'), key)).reveal(), key.reveal());
  });

  await test('is replaced only when that is asked for, and what it was before can be used again', async () => {
    const before = await loadRelayerKey(parts('first'), undefined);
    await assert.rejects(importRelayerKey(parts('first'), keyOf('2'), false), { code: 'VAL' });
    assert.equal(await importRelayerKey(parts('first'), keyOf('2'), true), addressOf(keyOf('2')));
    assert.equal((await loadRelayerKey(parts('first'), undefined)).reveal(), keyOf('2').reveal());
    await assert.rejects(useRelayer(parts('first'), addressOf(keyOf('3'))), { code: 'NOT_FOUND' });
    // What failed changed nothing.
    assert.equal((await loadRelayerKey(parts('first'), undefined)).reveal(), keyOf('2').reveal());
    await useRelayer(parts('first'), addressOf(before));
    assert.equal((await loadRelayerKey(parts('first'), undefined)).reveal(), before.reveal());
  });

  await test('one whose import was broken off before it was used is taken in at the start', async () => {
    const other = await testDatabase();
    const there = { ...parts('first'), database: other };
    const key = keyOf('4');
    await importRelayerKey(there, key, false);
    await other.execute(sql('test.unused', 'UPDATE chain_relayer_keys SET used = false'));
    assert.equal((await loadRelayerKey(there, key)).reveal(), key.reveal());
    assert.deepEqual(
      (await listRelayers(other)).map(({ used }) => used),
      [true],
    );
  });

  await test('of two that are imported at the same moment the first is the one', async () => {
    const there = { ...parts('first'), database: await testDatabase() };
    const keys = ['5', '6', '7'].map(keyOf);
    const done = await Promise.allSettled(keys.map((key) => importRelayerKey(there, key, false)));
    const made = done.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    for (const each of done) if (each.status === 'rejected') assert.equal(each.reason.code, 'VAL');
    assert.equal(made.length, 1);
    assert.deepEqual(
      (await listRelayers(there.database)).map(({ address, used }) => [address, used]),
      [[made[0], true]],
    );
  });

  await test('with another master key the start says what is wrong', async () => {
    await assert.rejects(
      loadRelayerKey(parts('other'), undefined),
      (error) => error instanceof StartupProblem && /another master key/.test(error.message),
    );
  });

  await test('a key in the row of another does not open', async () => {
    const rows = await listRelayerKeys(database);
    const [used, other] = [rows.find((row) => row.used)!, rows.find((row) => !row.used)!];
    await database.work((tx) => writeRelayerKey(tx, used.address, other.sealed));
    await assert.rejects(loadRelayerKey(parts('first'), undefined), StartupProblem);
    await database.work((tx) => writeRelayerKey(tx, used.address, used.sealed));
    await loadRelayerKey(parts('first'), undefined);
  });

  await test('rotated it opens under the new master key alone, and a repeat does nothing', async () => {
    const before = await loadRelayerKey(parts('first'), undefined);
    assert.equal((await loadRelayerKey(parts('second', 'first'), undefined)).reveal(), before.reveal());
    assert.equal(await rotateRelayerKeys(parts('second', 'first')), 2);
    assert.equal(await rotateRelayerKeys(parts('second', 'first')), 0);
    assert.equal((await loadRelayerKey(parts('second'), undefined)).reveal(), before.reveal());
    await assert.rejects(loadRelayerKey(parts('first'), undefined), StartupProblem);
    await assert.rejects(rotateRelayerKeys(parts('third')), StartupProblem);
  });

  await test('what is no key is refused and not stored', async () => {
    await assert.rejects(importRelayerKey(parts('second'), keyOf('0'), true), StartupProblem);
    await assert.rejects(importRelayerKey(parts('second'), keyOf('f'), true), StartupProblem);
    assert.equal((await listRelayers(database)).length, 2);
  });
});
