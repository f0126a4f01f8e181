import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ApiError } from '../../sdk/index.ts';
import { createAdministrator, createKeys } from '../../src/signing/index.ts';
import type { Policy } from '../../src/signing/index.ts';
import { chainIsUp, run, startCardwright, temporaryFolder } from '../support/cardwright.ts';
import type { Run } from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

/** Three signers set up by hand, each a process of its own, as on three machines; the platform has no part of any key. */
const program = fileURLToPath(new URL('../../src/cli/cardwright.mjs', import.meta.url));
const root = await temporaryFolder();
const folderOf = (party: string): string => join(root, party);
const parties = ['platform', 'administrator', 'signer-1', 'signer-2', 'signer-3'] as const;
const numbers = [1, 2, 3] as const;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function cardwright(args: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: folderOf('elsewhere') };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'signer', ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

async function done(args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await cardwright([...args, '--json']);
  assert.equal(code, 0, err);
  return JSON.parse(out) as Record<string, unknown>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const keys = new Map<string, string>();
// By the command once each, and by what it calls for the rest: a process takes its time.
for (const party of parties.slice(1)) keys.set(party, (await createKeys(folderOf(party))).publicKey);
keys.set('platform', String((await done(['init', folderOf('platform')]))['public_key']));
const keyOf = (party: string): string => keys.get(party) ?? assert.fail(party);
const ports = [await freePort(), await freePort(), await freePort()];
const addresses = numbers.map((number) => ({
  number,
  url: `http://127.0.0.1:${ports[number - 1]}`,
  publicKey: keyOf(`signer-${number}`),
}));
const signersFile = join(root, 'signers.json');
await writeFile(
  signersFile,
  JSON.stringify({
    signers: addresses.map(({ number, url, publicKey }) => ({ number, url, public_key: publicKey })),
  }),
);
const pins = { platform: keyOf('platform'), administrator: keyOf('administrator') };
await done([
  'configure',
  folderOf('signer-1'),
  '--number',
  '1',
  '--port',
  String(ports[0]),
  '--platform',
  pins.platform,
  '--administrator',
  pins.administrator,
  '--signers',
  numbers.map((number) => keyOf(`signer-${number}`)).join(','),
]);
const written = JSON.parse(await readFile(join(folderOf('signer-1'), 'signer.json'), 'utf8')) as object;
for (const number of [2, 3] as const)
  await writeFile(
    join(folderOf(`signer-${number}`), 'signer.json'),
    JSON.stringify({ ...written, number, port: ports[number - 1] }),
  );

async function startSigner(number: 1 | 2 | 3): Promise<Run> {
  const signer = run({ ROLES: 'signer', SIGNER_FOLDER: folderOf(`signer-${number}`) });
  await until(() => Promise.resolve(signer.output().includes('signer listens')));
  return signer;
}
const signers = [await startSigner(1), await startSigner(2), await startSigner(3)];
async function stopSigner(number: 1 | 2 | 3): Promise<void> {
  const { child, ended } = signers[number - 1]!;
  child.kill('SIGTERM');
  await ended;
}

const server = await startCardwright({
  settings: {
    LOCAL_CHAIN: 'on',
    ROLES: 'api,dispatcher,watcher,worker',
    SIGNERS_FILE: signersFile,
    SIGNING_IDENTITY: folderOf('platform'),
  },
});
after(() => server.stop());
await chainIsUp(server);
const { client, operator } = server;

const policyCommand = (file: string, number: 1 | 2 | 3, by: string): Promise<Ended> =>
  cardwright([
    'policy',
    file,
    '--number',
    String(number),
    '--administrator',
    folderOf(by),
    '--signers',
    signersFile,
  ]);

/** Gives all three the same policy. */
async function setPolicies(policy: Policy): Promise<void> {
  const identity = await createKeys(folderOf('administrator'));
  const administrator = createAdministrator({ identity, signers: addresses });
  for (const number of numbers) await administrator.setPolicy(number, policy);
  await administrator.close();
}

/** Nothing is forbidden any more. */
async function openPolicies(): Promise<void> {
  const identity = await createKeys(folderOf('administrator'));
  const administrator = createAdministrator({ identity, signers: addresses });
  for (const { number, policy } of await operator.listSigners())
    await administrator.setPolicy(number, {
      version: (policy?.version ?? 0) + 1,
      destinations: 'any',
      perDay: 'any',
    });
  await administrator.close();
}

const landlord = '0x52908400098527886E0F7030069857D2E4169EE7';
const stranger = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';
const receiver = await startReceiver();
await client.createWebhookEndpoint({ url: receiver.url, filters: ['TREASURY.TRANSFER'] });
const account = await client.createTreasuryAccount({ alias: 'Main' });
const wallet = await client.createTreasuryWallet({
  accountId: account.id,
  alias: 'Rent',
  blockchain: 'POLYGON',
});
const at = { accountId: account.id, walletId: wallet.id };
const [usdc] = await client.listTokensOfBlockchain({ blockchain: 'POLYGON' });
const balance = async () => (await client.getTreasuryWalletBalance(at))[0]?.balance;
await client.simulateDeposit({ wallet_id: wallet.id, token: 'USDC', amount: 20 });
await until(async () => (await balance()) === 20);

const send = (to: string, amount: string) =>
  client.transferFromTreasury({ ...at, to, token_address: usdc!.address!, amount });
const isForbidden = (error: unknown): boolean => error instanceof ApiError && error.code === 'VAL';
const outcomes = () => receiver.requests.map(({ json }) => String(json['status']));

test('without a policy a signer signs nothing, and what was asked for comes back', async () => {
  await assert.rejects(send(landlord, '1'), isForbidden);
  assert.deepEqual(
    (await operator.listSigners()).map(({ up, policy }) => [up, policy]),
    numbers.map(() => [true, null]),
  );
  const known = { ready: false, available: 0, needed: 2, total: 3 };
  assert.deepEqual(await client.getSigningAvailability(), known);
  assert.deepEqual(await client.getVirtualWalletSigningAvailability(), known);
  await until(async () => (await balance()) === 20);
});

test('a policy is taken from the administrator only, and in its turn only', async () => {
  await setPolicies({ version: 1, destinations: [landlord], perDay: { 'POLYGON:USDC/6': '5000000' } });
  const file = join(root, 'policy.json');
  const next = { version: 2, destinations: [landlord], per_day: { 'POLYGON:USDC/6': '5' } };
  await writeFile(file, JSON.stringify(next));
  assert.deepEqual(await policyCommand(file, 1, 'administrator'), {
    code: 0,
    out: '  Signer   1\n  Version  2\n',
    err: '',
  });
  const again = await policyCommand(file, 1, 'administrator');
  assert.equal(again.code, 1);
  assert.match(again.err, /Signer 1 refused it: .*\n.*\/operator\/signers/);
  await writeFile(file, JSON.stringify({ ...next, version: 3 }));
  const usurped = await policyCommand(file, 1, 'platform');
  assert.equal(usurped.code, 1);
  const shown = (version: number) => ({
    version,
    destinations: [landlord],
    per_day: { 'POLYGON:USDC/6': 5 },
  });
  assert.deepEqual(
    (await operator.listSigners()).map(({ policy }) => policy),
    [shown(2), shown(1), shown(1)],
  );
});

test('what policy allows is signed and sent; all else is refused by the signers themselves', async () => {
  await assert.rejects(send(stranger, '1'), isForbidden);
  await assert.rejects(send(landlord, '5.000001'), isForbidden);
  await send(landlord, '4');
  await until(() => Promise.resolve(outcomes().includes('SUCCESS')));
  const spent = (await operator.listSigners()).map(({ spent_today }) =>
    Number(spent_today['POLYGON:USDC/6'] ?? 0),
  );
  assert.deepEqual(
    spent.toSorted((a, b) => a - b),
    [0, 4, 4],
  );
  await until(async () => (await balance()) === 16);
});

test('any two sign; one alone does not; all three give each other new shares', async () => {
  await openPolicies();
  await stopSigner(1);
  await send(stranger, '1');
  await until(() => Promise.resolve(outcomes().filter((status) => status === 'SUCCESS').length === 2));
  assert.deepEqual(
    (await operator.listSigners()).map(({ up }) => up),
    [false, true, true],
  );
  await until(async () => {
    const { ready, available } = await client.getSigningAvailability();
    return ready && available === 2;
  });

  await stopSigner(2);
  const waiting = await send(stranger, '2');
  assert.equal(waiting.status, 'PENDING');
  await until(async () => {
    const { ready, available } = await client.getSigningAvailability();
    return !ready && available === 1;
  });
  assert.equal(await balance(), 13);
  signers[0] = await startSigner(1);
  await until(() => Promise.resolve(outcomes().filter((status) => status === 'SUCCESS').length === 3));

  const { data } = await operator.listSigningKeys();
  const key = data.find(({ wallet_id }) => wallet_id === wallet.id) ?? assert.fail('the key of the wallet');
  await assert.rejects(operator.refreshSigningKey({ keyId: key.key_id }), { code: 'UNAVAILABLE' });
  signers[1] = await startSigner(2);
  const share = async () => {
    const folder = join(folderOf('signer-1'), 'keys');
    const names = (await readdir(folder)).sort();
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
  };
  const before = await share();
  await operator.refreshSigningKey({ keyId: key.key_id });
  assert.ok(!before.equals(await share()));
  await send(stranger, '3');
  await until(() => Promise.resolve(outcomes().filter((status) => status === 'SUCCESS').length === 4));
  // The gas that the last one took is booked a moment after it.
  await until(async () => (await operator.reconcile()).every(({ reconciled }) => reconciled));
});

test('wrong usage is told before anything is written', async () => {
  const wrong = await cardwright(['configure', folderOf('signer-1'), '--number', '4', '--port', '1']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /Give 1, 2 or 3/);
  const odd = join(root, 'odd.json');
  await writeFile(
    odd,
    JSON.stringify({ version: 3, destinations: 'any', per_day: { 'POLYGON:USDC/6': '1.0000001' } }),
  );
  assert.match((await policyCommand(odd, 1, 'administrator')).err, /not an amount of POLYGON:USDC\/6/);
});
