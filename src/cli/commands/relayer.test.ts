import assert from 'node:assert/strict';
import { test } from 'node:test';
import { privateKeyToAddress } from 'viem/accounts';
import { cardwrightWith, jsonOf } from '../../../test/support/command-line.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { dumpDatabase } from '../../../test/support/dump.ts';
import { loadRelayerKey } from '../../chains/index.ts';
import { wallClock } from '../../platform/clock.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { readSettings } from '../../platform/settings.ts';

const hexOf = (first: number): string =>
  Buffer.from(Array.from({ length: 32 }, (_, at) => (first + at * 7) % 256)).toString('hex');
const [old, relayer, another] = [hexOf(1), hexOf(3), hexOf(4)];

const database = await testDatabase();
const { host, port, user, password, database: name } = database.connection as Record<string, string>;
const url = `postgresql://${user}:${password ?? ''}@localhost:${port}/${name}?host=${encodeURIComponent(host ?? '')}`;
const settings = { DATABASE_URL: url, MASTER_KEY: old };

/** What a start with these master keys would send from. */
const loaded = async (masterKey: string): Promise<string> => {
  const { masterKeys } = readSettings({ MASTER_KEY: masterKey });
  const parts = { database, secrets: createSecrets(masterKeys ?? []), clock: wallClock };
  return (await loadRelayerKey(parts, undefined)).reveal();
};

test('where there is none, it is said why: a sandbox’s chain brings its own', async () => {
  const none = await cardwrightWith({ ...settings, CARDWRIGHT_ENV: 'sandbox' }, 'relayer', 'list');
  assert.match(none.out, /^No relayer key is stored here: a sandbox’s chain comes with its own\./);
  const own = await cardwrightWith({ ...settings, LOCAL_CHAIN: 'off' }, 'relayer', 'list');
  assert.match(own.out, /^There is no relayer yet\./);
});

test('a key is taken in once, never shown, and stands in no table in clear', async () => {
  const { code, out, err } = await cardwrightWith({ ...settings, RELAYER_KEY: relayer }, 'relayer', 'import');
  assert.equal(code, 0, err);
  const address = privateKeyToAddress(`0x${relayer}`);
  assert.ok(out.includes(address));
  const listed = jsonOf<{ address: string; used: boolean }[]>(
    await cardwrightWith(settings, 'relayer', 'list', '--json'),
  );
  assert.deepEqual(
    listed.map(({ address, used }) => [address, used]),
    [[address, true]],
  );
  const dump = (await dumpDatabase(url)).join('\n').toLowerCase();
  assert.ok(dump.includes(address.toLowerCase()));
  for (const text of [dump, out.toLowerCase(), JSON.stringify(listed).toLowerCase()])
    assert.ok(!text.includes(relayer) && !text.includes(Buffer.from(relayer, 'hex').toString('base64')));
  assert.equal(await loaded(old), `0x${relayer}`);
});

test('another one wants to be asked for, and the first can be used again', async () => {
  const other = { ...settings, RELAYER_KEY: another };
  const refused = await cardwrightWith(other, 'relayer', 'import');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /There is already a relayer/);
  assert.equal((await cardwrightWith(other, 'relayer', 'import', '--replace')).code, 0);
  assert.equal(await loaded(old), `0x${another}`);
  const first = privateKeyToAddress(`0x${relayer}`);
  const used = jsonOf(await cardwrightWith(settings, 'relayer', 'use', first.toLowerCase(), '--json'));
  assert.deepEqual(used, { address: first });
  assert.equal(await loaded(old), `0x${relayer}`);
  const unknown = await cardwrightWith(settings, 'relayer', 'use', privateKeyToAddress(`0x${hexOf(9)}`));
  assert.equal(unknown.code, 1);
});
