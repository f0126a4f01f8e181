import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardwrightWith, jsonOf } from '../../../test/support/command-line.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { loadRelayerKey } from '../../chains/index.ts';
import { wallClock } from '../../platform/clock.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { readSettings } from '../../platform/settings.ts';

const hexOf = (first: number): string =>
  Buffer.from(Array.from({ length: 32 }, (_, at) => (first + at * 7) % 256)).toString('hex');
const [old, fresh, relayer] = [hexOf(1), hexOf(2), hexOf(3)];

const database = await testDatabase();
const { host, port, user, password, database: name } = database.connection as Record<string, string>;
const url = `postgresql://${user}:${password ?? ''}@localhost:${port}/${name}?host=${encodeURIComponent(host ?? '')}`;
const under = (masterKey: string) => ({ DATABASE_URL: url, MASTER_KEY: masterKey });

/** What a start with these master keys would send from. */
const loaded = async (masterKey: string): Promise<string> => {
  const { masterKeys } = readSettings({ MASTER_KEY: masterKey });
  const parts = { database, secrets: createSecrets(masterKeys ?? []), clock: wallClock };
  return (await loadRelayerKey(parts, undefined)).reveal();
};

test('the master key is changed by the command that changes all that it seals', async () => {
  const imported = await cardwrightWith({ ...under(old), RELAYER_KEY: relayer }, 'relayer', 'import');
  assert.equal(imported.code, 0, imported.err);
  await assert.rejects(loaded(fresh), /another master key/);
  const done = jsonOf(await cardwrightWith(under(`${fresh},${old}`), 'master-key', 'rotate', '--json'));
  assert.deepEqual([done['relayers'], done['webhook_endpoints']], [1, 0]);
  assert.equal(await loaded(fresh), `0x${relayer}`);
  await assert.rejects(loaded(old), /another master key/);
  const again = await cardwrightWith(under(`${fresh},${old}`), 'master-key', 'rotate');
  assert.match(again.out, /^Resealed: .* 0 relayers, 0 webhook endpoints\.$/m);
});

test('without the old key nothing is opened, and nothing is changed', async () => {
  const refused = await cardwrightWith(under(hexOf(9)), 'master-key', 'rotate');
  assert.equal(refused.code, 1);
  assert.equal(await loaded(fresh), `0x${relayer}`);
});
