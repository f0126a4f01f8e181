import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { testClient } from '../support/client.ts';
import { chainIsUp, startCardwright, temporaryFolder } from '../support/cardwright.ts';
import { cardwrightWith } from '../support/command-line.ts';

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly {
    readonly name: string;
    readonly mark: 'good' | 'note' | 'bad';
    readonly found: string;
    readonly advice?: string;
  }[];
}

async function doctor(settings: Record<string, string>): Promise<Report & { code: number }> {
  const { code, out, err } = await cardwrightWith(settings, 'doctor', '--json');
  assert.notEqual(out, '', err);
  return { code, ...(JSON.parse(out) as Report) };
}

const about = ({ findings }: Report, name: string): string =>
  findings
    .filter((one) => one.name === name)
    .map(({ mark, found }) => `${mark}: ${found}`)
    .join('\n');

test('on a new folder nothing is in the way', async () => {
  const report = await doctor({ DATA_DIR: join(await temporaryFolder(), 'new'), PORT: '0' });
  assert.equal(report.code, 0, JSON.stringify(report.findings));
  assert.match(about(report, 'Node'), /^good: 24\./);
  assert.match(about(report, 'npm packages'), /^good: all \d+/);
  assert.match(about(report, 'Programs'), /good: PostgreSQL for .*\ngood: chain node anvil 1\./);
  assert.match(about(report, 'Data folder'), /^good: .* will be created at the first start$/);
  assert.match(about(report, 'Server'), /^note: none is running/);
});

test('beside a running platform it looks at that, too; and after kill -9 it says so', async () => {
  const server = await startCardwright({ settings: { LOCAL_CHAIN: 'on' } });
  await chainIsUp(server);
  const settings = { DATA_DIR: server.dataDir, PORT: new URL(server.url).port };
  const report = await doctor(settings);
  assert.equal(report.code, 0, JSON.stringify(report.findings));
  assert.match(about(report, 'Server'), /^good: ready at http/);
  assert.match(about(report, 'PostgreSQL'), /^good: 18\.\d+/);
  assert.match(about(report, 'Port'), /used by the server running here/);
  assert.match(about(report, 'Chain nodes'), /^good: the sandbox’s own/);
  const { out } = await cardwrightWith(settings, 'doctor');
  assert.match(out, /✓ Server +ready at/);

  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const elsewhere = await doctor({ ...settings, PORT: String(port) });
  other.close();
  assert.match(
    about(elsewhere, 'Port'),
    /^note: \d+, used by the server running here; \d+ is taken by another program$/,
  );
  assert.equal(elsewhere.code, 0);
  assert.match(out, /No problems found\.\n$/);

  // It runs, and for some other reason cannot be asked.
  const unasked = await temporaryFolder();
  const ready = await readFile(join(server.dataDir, 'ready.json'), 'utf8');
  await writeFile(join(unasked, 'ready.json'), ready.replace('///cardwright?', '///nothing?'));
  const mute = await doctor({ ...settings, DATA_DIR: unasked });
  assert.match(
    about(mute, 'PostgreSQL'),
    /^bad: the included PostgreSQL is running but .*: database "nothing"/,
  );

  await server.kill();
  const dead = await doctor(settings);
  assert.match(about(dead, 'Server'), /^note: nothing answers at/);
  assert.match(about(dead, 'PostgreSQL'), /^good: /);
});

test('production that runs is found, too, and gives no key away', async () => {
  const production = {
    CARDWRIGHT_ENV: 'production',
    MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString('hex'),
    OPERATOR_KEY: 'operator-key-for-production-0123456789',
  };
  const server = await startCardwright({ settings: production });
  const settings = { ...production, DATA_DIR: server.dataDir, PORT: new URL(server.url).port };
  const report = await doctor(settings);
  assert.equal(report.code, 0, JSON.stringify(report.findings));
  assert.match(about(report, 'Server'), /^good: ready at http/);
  assert.match(about(report, 'Port'), /used by the server running here/);
  assert.match(about(report, 'PostgreSQL'), /^good: 18\.\d+/);
  const another = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 11)).toString('hex');
  const mistaken = await doctor({ ...settings, MASTER_KEY: another });
  assert.equal(mistaken.code, 1);
  assert.match(about(mistaken, 'PostgreSQL'), /bad: its card numbers were sealed with another master key/);
  const ready = JSON.parse(await readFile(join(server.dataDir, 'ready.json'), 'utf8')) as object;
  assert.deepEqual({ ...ready, api_key: null, operator_key: null }, ready);

  assert.match((await cardwrightWith(settings, 'status')).out, /^Ready at http/);
  assert.match((await cardwrightWith(settings, 'ledger', 'verify')).out, /^The books are sound/);
  assert.equal((await cardwrightWith(settings, 'deposits', 'list')).code, 0);
  for (const [command = '', code] of [
    ['keys', 1],
    ['cards list', 2],
  ] as const) {
    const refused = await cardwrightWith(settings, ...command.split(' '), '--json');
    assert.equal(refused.code, code, refused.err);
    assert.match(
      (JSON.parse(refused.err) as { error: string }).error,
      /is not a sandbox, and does not show its key/,
    );
  }
  const operator = testClient({ url: server.url, apiKey: production.OPERATOR_KEY });
  const { api_key: key } = await operator.createCompany({ name: 'Acme Payments' });
  const withKey = { ...settings, CARDWRIGHT_API_KEY: key };
  assert.match((await cardwrightWith(withKey, 'status')).out, /Company +Acme Payments/);
  assert.equal((await cardwrightWith(withKey, 'cards', 'list')).code, 0);
  const named = { CARDWRIGHT_API_KEY: key, DATA_DIR: await temporaryFolder() };
  assert.match((await cardwrightWith(named, 'status', '--url', server.url)).out, /Company +Acme Payments/);
  assert.equal(await server.stop(), 0);
  assert.equal((await cardwrightWith(settings, 'status')).code, 3);
});

test('what is in the way is named, each with what to do', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'postgres'));
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  after(() => taken.close());
  const address = taken.address();
  const port = String(typeof address === 'object' ? address?.port : '');

  const report = await doctor({
    DATA_DIR: folder,
    PORT: port,
    DATABASE_URL: 'postgresql://cards:secret-word@127.0.0.1:1/cards',
  });
  assert.equal(report.code, 1);
  assert.equal(report.healthy, false);
  assert.match(about(report, 'Port'), /^bad: .* is taken by another program/);
  assert.match(about(report, 'PostgreSQL'), /^bad: The database of DATABASE_URL cannot be used/);
  assert.match(about(report, 'Data folder'), /bad: master.key is missing, but the database/);
  for (const { mark, advice } of report.findings) assert.ok(mark !== 'bad' || advice !== undefined);
  assert.doesNotMatch(JSON.stringify(report), /secret-word/);

  await writeFile(join(folder, 'master.key'), 'k');
  await chmod(join(folder, 'master.key'), 0o644);
  const open = await doctor({ DATA_DIR: folder, PORT: '0' });
  assert.match(about(open, 'Data folder'), /bad: other users can read master.key \(mode 644\)/);
});

test('a folder that is none, and data of another PostgreSQL, are told as what they are', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  const none = await doctor({ DATA_DIR: join(folder, 'file'), PORT: '0' });
  assert.equal(about(none, 'Data folder'), `bad: ${join(folder, 'file')} is not a folder`);
  const below = await doctor({ DATA_DIR: join(folder, 'file', 'below'), PORT: '0' });
  assert.match(about(below, 'Data folder'), /^bad: .* is not accessible to this user$/);
  for (const report of [none, below]) {
    assert.equal(report.code, 1);
    assert.match(about(report, 'Server'), /^note: none is running/);
    assert.match(about(report, 'Disk'), /GB are free$/);
  }
  await mkdir(join(folder, 'old', 'postgres', 'data'), { recursive: true });
  await writeFile(join(folder, 'old', 'postgres', 'data', 'PG_VERSION'), '16\n');
  const old = await doctor({ DATA_DIR: join(folder, 'old'), PORT: '0' });
  assert.match(
    about(old, 'PostgreSQL'),
    /^bad: the data in .* was written by PostgreSQL 16, which the included version \d+ cannot read/,
  );
});

test('nodes of other chains and nodes that are away are told apart', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'chains.json');
  const coin = { symbol: 'POL', name: 'POL', usd_price: '0.5' };
  const rest = { confirmations: 3, coin, tokens: [] };
  await writeFile(
    file,
    JSON.stringify([
      { name: 'POLYGON', chain_id: 137, rpc_urls: ['http://127.0.0.1:1/key-in-path'], ...rest },
    ]),
  );
  const report = await doctor({ DATA_DIR: folder, PORT: '0', CHAINS_FILE: file });
  assert.match(about(report, 'Chain nodes'), /^bad: POLYGON, node 1 does not answer/);
  assert.doesNotMatch(JSON.stringify(report), /key-in-path/);
});

test('a node behind a password is asked with it, and the password is shown nowhere', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'chains.json');
  const expected = `Basic ${Buffer.from('user:top secret').toString('base64')}`;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method } = JSON.parse(await text(request)) as { method: string };
    const result = method === 'eth_chainId' ? '0x89' : '0x7';
    if (request.headers.authorization === expected)
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }));
    else response.writeHead(401).end('{}');
  };
  const node = createHttpServer((request, response) => void answer(request, response));
  node.listen(0, '127.0.0.1');
  await once(node, 'listening');
  after(() => node.close());
  const { port } = node.address() as AddressInfo;
  const coin = { symbol: 'POL', name: 'POL', usd_price: '0.5' };
  const rpcUrls = [
    `http://user:top%20secret@127.0.0.1:${port}/`,
    `http://user:wrong-secret@127.0.0.1:${port}/`,
    'http://user:other-secret@127.0.0.1:1/',
  ];
  const listed = { name: 'POLYGON', chain_id: 137, rpc_urls: rpcUrls, confirmations: 3, coin, tokens: [] };
  await writeFile(file, JSON.stringify([listed]));
  const report = await doctor({ DATA_DIR: folder, PORT: '0', CHAINS_FILE: file });
  const [first, second, third] = about(report, 'Chain nodes').split('\n');
  assert.equal(first, 'good: POLYGON, node 1 is at block 7');
  assert.match(second ?? '', /^bad: POLYGON, node 2 does not answer: .*HTTP 401/);
  assert.match(third ?? '', /^bad: POLYGON, node 3 does not answer: ./);
  assert.doesNotMatch(JSON.stringify(report), /secret/);
});

test('wrong settings are the finding', async () => {
  const report = await doctor({ PORT: 'eighty', ROLES: 'king' });
  assert.equal(report.code, 1);
  assert.deepEqual(
    report.findings.map(({ name }) => name),
    ['Settings'],
  );
  assert.match(about(report, 'Settings'), /PORT is "eighty".*\nROLES|ROLES.*\nPORT/s);
});
