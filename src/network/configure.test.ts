import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { testSecrets } from '../cards/testing/cards.ts';
import { readSettings } from '../platform/settings.ts';
import { StartupProblem } from '../platform/startup-problem.ts';
import { configureNetwork } from './configure.ts';
import { dialects } from './dialects/dialects.ts';

const secrets = testSecrets('network');
const configure = (environment: Record<string, string>) =>
  configureNetwork(readSettings(environment), secrets);
const pem = (name: string): string =>
  fileURLToPath(new URL(`server/test-certificates/${name}.pem`, import.meta.url));

test('every dialect and framing that a setting can name is spoken', async () => {
  for (const dialect of Object.keys(dialects)) {
    for (const framing of ['binary-2', 'bcd-2', 'ascii-4', 'binary-2+tpdu', 'bcd-2+tpdu', 'ascii-4+tpdu']) {
      const setup = await configure({ NETWORK_DIALECT: dialect, NETWORK_FRAMING: framing });
      assert.equal(`${setup.framing.length}${setup.framing.tpdu ? '+tpdu' : ''}`, framing);
      assert.ok(setup.framing.most > 4_096);
    }
  }
  await assert.rejects(configure({ NETWORK_DIALECT: 'morse' }), StartupProblem);
});

test('a sandbox has a zone key of its own, always the same; production has the one it is given', async () => {
  const [one, again] = [await configure({}), await configure({})];
  assert.equal(one.zoneKey?.reveal().length, 16);
  assert.deepEqual(one.zoneKey.reveal(), again.zoneKey?.reveal());
  const production = {
    CARDWRIGHT_ENV: 'production',
    MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('hex'),
    OPERATOR_KEY: 'abcdefghijklmnopqrstuvwxyz-0123456789',
  };
  assert.equal((await configure(production)).zoneKey, undefined);
  const zoneKey = '0123456789abcdeffedcba9876543210';
  const given = await configure({ ...production, NETWORK_ZONE_KEY: zoneKey });
  assert.equal(given.zoneKey?.reveal().toString('hex'), zoneKey);
});

test('TLS needs both its files, and says which it cannot read', async () => {
  assert.equal((await configure({})).tls, undefined);
  const both = { NETWORK_TLS_CERTIFICATE: pem('server'), NETWORK_TLS_KEY: pem('server.key') };
  const { tls } = await configure({ ...both, NETWORK_TLS_CLIENT_AUTHORITIES: pem('authority') });
  assert.match(tls?.clientAuthorities ?? '', /BEGIN CERTIFICATE/);
  await assert.rejects(configure({ NETWORK_TLS_KEY: pem('server.key') }), /NETWORK_TLS_CERTIFICATE/);
  await assert.rejects(configure({ ...both, NETWORK_TLS_KEY: '/nowhere.pem' }), /NETWORK_TLS_KEY/);
});
