import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { suite, test } from 'node:test';
import { getAddress } from 'viem';
import { testDatabase } from '../../../test/support/database.ts';
import type { Asset } from '../../kernel/assets.ts';
import { sql } from '../../platform/database.ts';
import { dropTrial, forgetTrials, haltToken, listProofs, noteTrial, proveToken } from './proofs-store.ts';

const asset: Asset = 'POLYGON:USDC/6';
const address = getAddress(`0x${'1'.repeat(40)}`);
const sender = getAddress(`0x${'2'.repeat(40)}`);
const recipient = getAddress(`0x${'3'.repeat(40)}`);
const [first, second] = [`0x${'a'.repeat(64)}`, `0x${'b'.repeat(64)}`] as const;
const at = new Date('2026-01-02T03:04:05.000Z');

suite('the trial of a token', async () => {
  const database = await testDatabase();
  const note = (transactionHash: `0x${string}`, confirmed: boolean) =>
    database.work((tx) =>
      noteTrial(tx, { asset, address, transactionHash, sender, recipient, at, confirmed }),
    );
  const stands = async () => {
    const [proof] = await listProofs(database);
    return [proof?.state, proof?.trial?.transactionHash, proof?.confirmed, proof?.reason];
  };

  await test('is confirmed when it is said to be, and never by another one', async () => {
    await note(first, false);
    assert.deepEqual(await stands(), ['unproved', first, false, null]);
    await note(second, true);
    assert.deepEqual(await stands(), ['unproved', first, false, null]);
    await note(first, true);
    assert.deepEqual(await stands(), ['unproved', first, true, null]);
    await note(first, false);
    assert.deepEqual(await stands(), ['unproved', first, true, null]);
  });

  await test('once dropped, proved, forgotten or halted is not one that waits to be concluded from', async () => {
    await database.work((tx) => dropTrial(tx, asset, first));
    assert.deepEqual(await stands(), ['unproved', undefined, false, null]);
    await note(second, true);
    await database.work((tx) => proveToken(tx, { asset, address, transactionHash: second, at }));
    assert.deepEqual(await stands(), ['proved', second, false, null]);
    await database.work((tx) => forgetTrials(tx, [second], at));
    assert.deepEqual(await stands(), ['unproved', undefined, false, null]);
    await note(first, true);
    await database.work((tx) => haltToken(tx, { asset, address, since: at, reason: 'It took a fee.' }));
    assert.deepEqual(await stands(), ['mismatched', first, false, 'It took a fee.']);
  });

  await test('of a database from before it had a column of its own is carried over', async () => {
    const migration = new URL('../../../migrations/0041_trial_confirmed.sql', import.meta.url);
    const run = (text: string) => database.work((tx) => tx.execute(sql(`proofs.${text.length}`, text)));
    await run('ALTER TABLE wallet_token_proofs DROP COLUMN trial_confirmed');
    await run('ALTER TABLE wallet_token_proofs DROP CONSTRAINT wallet_token_proofs_reason');
    await run('DELETE FROM wallet_token_proofs');
    await run(`INSERT INTO wallet_token_proofs (asset, address, state, transaction_hash, sender, recipient, since, reason)
      SELECT n, '${address}', state, '${first}', '${sender}', '${recipient}', '2026-01-02', reason FROM (VALUES
        ('A:A/6', 'unproved', 'its trial is confirmed'), ('B:B/6', 'unproved', NULL), ('C:C/6', 'proved', NULL),
        ('D:D/6', 'mismatched', 'It took a fee.')) AS old (n, state, reason)`);
    for (const statement of (await readFile(migration, 'utf8')).split(';\n'))
      if (statement.trim() !== '') await run(statement);
    assert.deepEqual(
      (await listProofs(database)).map(({ state, confirmed, reason }) => [state, confirmed, reason]),
      [
        ['unproved', true, null],
        ['unproved', false, null],
        ['proved', false, null],
        ['mismatched', false, 'It took a fee.'],
      ],
    );
  });
});
