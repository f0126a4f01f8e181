import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { aCard, isReady, run, startCardwright, temporaryFolder } from '../support/cardwright.ts';

const masterKey = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString('hex');

void suite('a sandbox starts', { concurrency: 2 }, () => {
  test('twice on one folder, with the same keys and all that was there before, also where the environment speaks of a PostgreSQL somewhere else', async () => {
    const folder = await temporaryFolder();
    const readyFile = join(folder, 'told', 'ready.json');
    const first = await startCardwright({ dataDir: folder, settings: { READY_FILE: readyFile } });
    const card = await first.client.createCard(aCard);
    assert.deepEqual(JSON.parse(await readFile(readyFile, 'utf8')), {
      url: first.url,
      api_key: first.apiKey,
      operator_key: first.operatorKey,
    });
    assert.equal((await stat(readyFile)).mode & 0o777, 0o600);
    for (const said of [first.url, first.apiKey, first.operatorKey]) assert.ok(first.output().includes(said));

    assert.equal(await first.stop('SIGINT'), 0);
    assert.deepEqual(await readdir(join(folder, 'told')), []);

    const second = await startCardwright({
      dataDir: folder,
      settings: {
        PGHOST: 'database.example',
        PGSSLMODE: 'require',
        PGOPTIONS: '-c default_transaction_read_only=on',
      },
    });
    assert.deepEqual([second.apiKey, second.operatorKey], [first.apiKey, first.operatorKey]);
    assert.equal((await second.client.getCard({ cardId: card.id })).last4, card.last4);
    await second.client.createCard(aCard);
    assert.equal(await second.stop(), 0);
  });

  test('after kill -9 of everything, and beside another on a folder of its own', async () => {
    const first = await startCardwright();
    const beside = await startCardwright();
    assert.notEqual(first.url, beside.url);
    const card = await first.client.createCard(aCard);
    await first.kill();
    const again = await startCardwright({ dataDir: first.dataDir });
    assert.equal((await again.client.getCard({ cardId: card.id })).id, card.id);
    assert.deepEqual(await beside.client.listCards(), []);
    assert.deepEqual(await Promise.all([again.stop(), beside.stop()]), [0, 0]);
  });
});

void suite('what is wrong is said in a sentence, without a stack:', { concurrency: 2 }, () => {
  const refuses = async (settings: Record<string, string>, ...expected: RegExp[]): Promise<void> => {
    const tried = run({ DATA_DIR: await temporaryFolder(), ...settings });
    assert.equal(await tried.ended, 1, tried.output());
    for (const words of expected) assert.match(tried.output(), words);
    assert.doesNotMatch(tried.output(), /\n {4}at /);
  };

  test('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await refuses({ PORT: String(port) }, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`), /PORT=0/);
    other.close();
  });

  test('a folder that another one works on', async () => {
    const first = await startCardwright();
    await refuses({ DATA_DIR: first.dataDir }, /is in use by another Cardwright/, /DATA_DIR=/);
    assert.deepEqual(await first.client.isAlive(), { status: 'ok' });
    await first.stop();
  });

  test('a folder that cannot be one', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await refuses({ DATA_DIR: join(file, 'data') }, new RegExp(file), /DATA_DIR/);
  });

  test('a folder of another version of PostgreSQL', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'postgres', 'data'), { recursive: true });
    await writeFile(join(folder, 'postgres', 'data', 'PG_VERSION'), '12\n');
    await refuses({ DATA_DIR: folder }, /PostgreSQL 12/);
  });

  test('settings that cannot be, all at once', () =>
    refuses({ PORT: 'eighty', ROLES: 'api;worker' }, /PORT is "eighty"/, /ROLES is "api;worker"/));

  test('an address of another machine', () =>
    refuses({ HOST: '198.51.100.7' }, /no address 198\.51\.100\.7/));

  test('a database that does not answer', () =>
    refuses(
      { DATABASE_URL: 'postgresql://cards:hidden-word@127.0.0.1:9/cards' },
      /DATABASE_URL cannot be used/,
      /^(?![^]*hidden-word)/,
    ));

  test('and what a killed start has told of is gone by then', async () => {
    const folder = await temporaryFolder();
    const readyFile = join(folder, 'ready');
    await writeFile(readyFile, '{"url":"http://127.0.0.1:9"}');
    await refuses(
      { DATABASE_URL: 'postgresql://cards@127.0.0.1:9/cards', READY_FILE: readyFile },
      /DATABASE_URL cannot be used/,
    );
    assert.deepEqual(await readdir(folder), []);
  });

  test('an address of one link without its interface', () =>
    refuses({ HOST: 'fe80::1' }, /no address fe80::1/));

  test('production without keys of its own', () =>
    refuses({ CARDWRIGHT_ENV: 'production' }, /MASTER_KEY is missing/, /OPERATOR_KEY is missing/));
});

test('production has no simulator, no demo company, and shows no key', async () => {
  const folder = await temporaryFolder();
  const readyFile = join(folder, 'ready');
  const operatorKey = 'operator-key-for-production-0123456789';
  const settings = {
    CARDWRIGHT_ENV: 'production',
    MASTER_KEY: masterKey,
    OPERATOR_KEY: operatorKey,
    DATA_DIR: folder,
    READY_FILE: readyFile,
  };
  const server = run(settings);
  await isReady(server);
  const { url, ...keys } = JSON.parse(await readFile(readyFile, 'utf8')) as { url: string };
  assert.deepEqual(keys, { api_key: null, operator_key: null });
  for (const secret of [operatorKey, masterKey, 'cw_'])
    assert.ok(!server.output().includes(secret), server.output());

  const call = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<[number, Record<string, unknown>]> => {
    const response = await fetch(url + path, {
      method,
      headers: { 'x-api-key': operatorKey, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return [response.status, (await response.json()) as Record<string, unknown>];
  };
  assert.deepEqual(await call('GET', '/operator/companies'), [200, { data: [], next_cursor: null }]);
  assert.equal((await call('POST', '/simulate/authorizations', { amount: 1 }))[0], 404);
  assert.equal((await call('POST', '/cards/webhook/simulate/authorize', {}))[0], 404);
  const [status, created] = await call('POST', '/operator/companies', { name: 'First' });
  assert.equal(status, 200);
  assert.match(String(created['api_key']), /^cw_live_/);
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
});
