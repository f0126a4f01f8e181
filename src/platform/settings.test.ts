import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { settingsPage } from '../../scripts/settings-page.ts';
import { readSettings, roles } from './settings.ts';
import { StartupProblem } from './startup-problem.ts';

const key = 'a3f1c2d4e5b60718293a4b5c6d7e8f90112233445566778899aabbccddeeff00';
const otherKey = 'LDROSfvM7CV9vmM84t8ODH7cRXqQBNRf5Lx+qVfJOhA=';
const operatorKey = 'operator-key-0123456789-abcdefghij';

/** The lines of what is wrong. */
function problem(environment: Record<string, string>): string[] {
  let lines: string[] = [];
  assert.throws(
    () => readSettings(environment),
    (error) => {
      assert.ok(error instanceof StartupProblem);
      assert.match(error.advice, /settings\.md/);
      lines = error.message.split('\n');
      return true;
    },
  );
  return lines;
}

test('without any setting it is a sandbox on this machine only', () => {
  assert.deepEqual(readSettings({}), {
    environment: 'sandbox',
    roles: new Set(roles),
    host: '127.0.0.1',
    port: 8080,
    healthPort: undefined,
    dataDir: resolve('.cardwright'),
    databaseUrl: undefined,
    masterKeys: undefined,
    operatorKey: undefined,
    apiKey: undefined,
    logLevel: 'info',
    publicUrl: undefined,
    readyFile: undefined,
    trustedProxies: [],
    rateLimitCompany: 1_000,
    rateLimitAddress: 1_000,
    networkHost: '127.0.0.1',
    networkPort: undefined,
    networkDialect: 'iso1987-ascii',
    networkFraming: { length: 'binary-2', tpdu: false },
    networkTlsCertificate: undefined,
    networkTlsKey: undefined,
    networkTlsClientAuthorities: undefined,
    networkZoneKey: undefined,
    eventDays: 30,
    webhookAllowedNetworks: [],
    webhookAllowedPorts: new Set([443]),
    localChain: true,
    localChainPort: 0,
    localChainBlockMs: 200,
    chainsFile: undefined,
    relayerKey: undefined,
    signersFile: undefined,
    signingIdentity: undefined,
    signerFolder: undefined,
  });
});

test('an empty setting counts as absent', () => {
  assert.equal(readSettings({ PORT: '', MASTER_KEY: ' ' }).port, 8080);
});

test('every setting is read', () => {
  const settings = readSettings({
    CARDWRIGHT_ENV: 'production',
    ROLES: 'api, worker',
    HOST: '0.0.0.0',
    PORT: '0',
    DATA_DIR: '/var/lib/cardwright',
    DATABASE_URL: 'postgresql:///cardwright?host=%2Frun%2Fpostgresql',
    MASTER_KEY: `${key},${otherKey}`,
    OPERATOR_KEY: operatorKey,
    CARDWRIGHT_API_KEY: 'cw_live_key',
    LOG_LEVEL: 'warn',
    PUBLIC_URL: 'https://cards.example.com/api/',
    READY_FILE: '/run/ready.json',
    TRUSTED_PROXIES: '10.0.0.1, fd00::/8',
    NETWORK_HOST: '10.1.2.3',
    NETWORK_PORT: '8583',
    NETWORK_DIALECT: 'iso1987-binary',
    NETWORK_FRAMING: 'bcd-2+tpdu',
    NETWORK_TLS_CERTIFICATE: '/etc/network.pem',
    NETWORK_TLS_KEY: '/etc/network.key',
    NETWORK_TLS_CLIENT_AUTHORITIES: '/etc/authorities.pem',
    NETWORK_ZONE_KEY: '0123456789abcdefFEDCBA9876543210',
    WEBHOOK_ALLOWED_NETWORKS: '10.20.0.0/16,2001:DB8:0::1',
    WEBHOOK_ALLOWED_PORTS: '443,8443',
  });
  assert.deepEqual(
    settings.masterKeys?.map((key) => key.reveal().length),
    [32, 32],
  );
  assert.equal(settings.masterKeys?.[0]?.reveal().toString('hex'), key);
  assert.equal(settings.operatorKey?.reveal(), operatorKey);
  assert.equal(settings.apiKey?.reveal(), 'cw_live_key');
  assert.equal(settings.databaseUrl?.reveal(), 'postgresql:///cardwright?host=%2Frun%2Fpostgresql');
  assert.deepEqual(settings.roles, new Set(['api', 'worker']));
  assert.equal(settings.port, 0);
  assert.equal(settings.publicUrl, 'https://cards.example.com/api');
  assert.deepEqual(settings.trustedProxies, ['10.0.0.1/32', 'fd00::/8']);
  assert.deepEqual([settings.networkHost, settings.networkPort], ['10.1.2.3', 8583]);
  assert.equal(settings.networkDialect, 'iso1987-binary');
  assert.deepEqual(settings.networkFraming, { length: 'bcd-2', tpdu: true });
  assert.equal(settings.networkTlsClientAuthorities, '/etc/authorities.pem');
  assert.equal(settings.networkZoneKey?.reveal().length, 16);
  assert.deepEqual(settings.webhookAllowedNetworks, ['10.20.0.0/16', '2001:db8::1/128']);
  assert.deepEqual(settings.webhookAllowedPorts, new Set([443, 8443]));
});

test('everything that is wrong is named at once, and no secret with it', () => {
  const lines = problem({
    PORT: '80x',
    ROLES: 'api,cook',
    MASTER_KEY: 'my-secret',
    DATABASE_URL: 'mysql://u:pw@h/d',
  });
  assert.deepEqual(lines, [
    `ROLES is "api,cook": it must be a list of ${roles.join(', ')}, with commas between.`,
    'PORT is "80x": it must be a whole number from 0 to 65535.',
    'DATABASE_URL must be a URL that starts with postgresql:// or postgres://.',
    'MASTER_KEY must be 32 random bytes as hex or base64 (openssl rand -hex 32), or several such keys with commas between.',
  ]);
});

test('production does not start without its own keys', () => {
  const lines = problem({ CARDWRIGHT_ENV: 'production' });
  assert.equal(lines.length, 2);
  assert.match(lines[0]!, /^MASTER_KEY is missing: in production/);
  assert.match(lines[1]!, /^OPERATOR_KEY is missing: in production/);
});

for (const [name, values] of Object.entries({
  CARDWRIGHT_ENV: ['prod', 'Production'],
  PORT: ['65536', '-1', '8080.5', '1e3', '0x50', '999999'],
  HOST: ['http://localhost', 'a b', 'localhost/x'],
  ROLES: [',', 'api;worker'],
  LOG_LEVEL: ['verbose', 'INFO'],
  MASTER_KEY: ['0'.repeat(64), key.slice(1), `${key}00`, `${key},short`, 'A'.repeat(43), ','],
  OPERATOR_KEY: ['short', 'a'.repeat(40), 'with spaces 0123456789 abcdefghijklm'],
  DATABASE_URL: ['localhost:5432', 'https://example.com', 'postgresql://a b/c'],
  PUBLIC_URL: ['cards.example.com', 'ftp://x', 'https://x?y', 'https://a b'],
  RATE_LIMIT_COMPANY: ['-1', '1.5', '1000001', 'none'],
  RATE_LIMIT_ADDRESS: ['-1', 'x'],
  TRUSTED_PROXIES: ['10.1', '10.1/8', '10.0.0.0/33', 'proxy.example', '*'],
  WEBHOOK_ALLOWED_NETWORKS: ['0300.0.0.1', '10.0.0.0/8;10.0.0.1', '::/129'],
  WEBHOOK_ALLOWED_PORTS: ['0', '65536', 'https'],
})) {
  test(`${name} is checked`, () => {
    for (const value of values) {
      const lines = problem({ [name]: value });
      assert.equal(lines.length, 1, value);
      assert.ok(lines[0]?.startsWith(name), value);
    }
  });
}

test('printed settings show no secret', () => {
  const settings = readSettings({
    MASTER_KEY: key,
    OPERATOR_KEY: operatorKey,
    DATABASE_URL: 'postgresql://name:password@host/database',
  });
  const printed = inspect(settings, { depth: 9 }) + JSON.stringify(settings);
  for (const secret of [key, operatorKey, 'password']) assert.ok(!printed.includes(secret));
});

test('docs/guides/settings.md is as the table says', async () => {
  const checkedIn = await readFile(new URL('../../docs/guides/settings.md', import.meta.url), 'utf8');
  assert.equal(checkedIn, await settingsPage(), 'stale: run npm run settings-page');
});
