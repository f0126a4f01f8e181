import assert from 'node:assert/strict';
import { openSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { newCompany, startCardwright, temporaryFolder } from '../support/cardwright.ts';
import { cardwrightProgram, cardwrightWith, jsonOf } from '../support/command-line.ts';
import type { Ended } from '../support/command-line.ts';
import { until } from '../support/until.ts';

const server = await startCardwright();
const run = (...args: string[]): Promise<Ended> => cardwrightWith({ DATA_DIR: server.dataDir }, ...args);

test('a wrong call is told as JSON, too, where that was asked for', async () => {
  const folder = await temporaryFolder();
  for (const [args, said] of [
    [['simulate', 'swipe', '--amount', 'twelve'], /'twelve' is invalid\. Give an amount such as 12\.50\./],
    [['cards', 'list', '--bogus'], /unknown option '--bogus'/],
    [['nonsense'], /unknown command 'nonsense'/],
    [['events', 'replay', 'evt_1', '--since', '1h'], /name an event, or give --since, not both/],
    [['cards', 'transactions', 'card_1', '--size', 'many'], /Give a whole number/],
    [['status', '--url', 'localhost'], /Give a URL that starts with/],
    [['tokens', '--url', 'ftp://x'], /Give a URL that starts with/],
    [['listen', '--after', 'nobody'], /Give the id of an event/],
  ] as const) {
    const { code, out, err } = await cardwrightWith({ DATA_DIR: folder }, ...args, '--json');
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.match((JSON.parse(err) as { error: string }).error, said);
    const plain = await cardwrightWith({ DATA_DIR: folder }, ...args);
    assert.equal(plain.code, 2);
    assert.match(plain.err, said);
  }
  // Help stays what it is.
  const help = await cardwrightWith({ DATA_DIR: folder }, 'cards', '--help', '--json');
  assert.equal(help.code, 0);
  assert.match(help.out, /^Usage: cardwright cards/);
});

test('where nothing runs, each command ends with 3; where the operator’s key is missing, with 2', async () => {
  const folder = await temporaryFolder();
  for (const args of [['tokens'], ['deposits'], ['cards', 'list'], ['status'], ['listen']]) {
    const { code, err, out } = await cardwrightWith({ DATA_DIR: folder }, ...args);
    assert.equal(code, 3, args.join(' '));
    assert.match(err + out, /No Cardwright is running on/);
  }
  const { code, err } = await cardwrightWith({ DATA_DIR: folder }, 'tokens', '--url', server.url);
  assert.equal(code, 2);
  assert.match(err, /operator key/);
});

test('a key that opens nothing is told of; one that cannot be a key is not repeated', async () => {
  const at = ['status', '--url', server.url, '--api-key'];
  const refused = await run(...at, 'cw_sandbox_wrong');
  assert.equal(refused.code, 0);
  assert.equal(refused.out, `Ready at ${server.url}\nThis API key is not valid.\n`);
  assert.deepEqual(jsonOf(await run(...at, 'cw_sandbox_wrong', '--json')), {
    running: true,
    ready: true,
    url: server.url,
    company: null,
    refused: 'This API key is not valid.',
  });
  const some = await server.client.createKey({ name: 'Cards', level: 1, products: ['cards'] });
  const looked = jsonOf<{ company: Record<string, unknown>; refused: unknown }>(
    await run(...at, `${some.key}\n`, '--json'),
  );
  assert.equal(looked.refused, null);
  assert.deepEqual([looked.company['name'], looked.company['cards']], [null, { active: 0, all: 0 }]);
  for (const [option, command] of [
    ['--api-key', 'cards list'],
    ['--operator-key', 'tokens'],
  ] as const)
    for (const key of ['cw_secret one', 'cw_secret\nx', 'cw_secret\u20ac', ' ']) {
      const { code, err } = await run(...command.split(' '), option, key);
      assert.equal(code, 2);
      assert.ok(err.startsWith(option) && !err.includes('cw_secret'), err);
    }
});

test('what is no Cardwright is told from one that is not ready', async () => {
  const stranger = createServer((_, response) => response.writeHead(404).end('Not found'));
  const busy = createServer((_, response) => response.writeHead(502).end('Bad gateway'));
  const urls = await Promise.all(
    [stranger, busy].map(async (one) => {
      await once(one.listen(0, '127.0.0.1'), 'listening');
      return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
    }),
  );
  const [other, notReady] = await Promise.all(
    urls.map((url) => cardwrightWith({ DATA_DIR: server.dataDir }, 'status', '--url', url)),
  );
  for (const one of [stranger, busy]) one.close();
  assert.deepEqual(
    [other!.code, other!.err.split('\n')[0]],
    [1, `What answers at ${urls[0]} is not Cardwright.`],
  );
  assert.deepEqual([notReady!.code, notReady!.out.startsWith('Not ready at')], [1, true], notReady!.err);
});

test('a card whose balance is refused is told of, since it was issued', async () => {
  const topUp = ['cards', 'create', '--approval', 'TOP_UP', '--balance'];
  assert.equal((await run(...topUp, '-5')).code, 2);
  assert.deepEqual(await server.client.listCards(), []);
  const { code, err } = await run(...topUp, '12.345', '--json');
  assert.equal(code, 1);
  const [card] = await server.client.listCards();
  const told = JSON.parse(err) as { code: string; error: string };
  assert.equal(told.code, 'VALIDATION_ERROR');
  assert.ok(told.error.endsWith(`with a balance of zero: ${card!.id}.`), err);
});

test('output that cannot be written is a sentence and ends with 1', async () => {
  const child = spawn(process.execPath, [cardwrightProgram, 'scenario', 'list'], {
    env: { PATH: process.env['PATH'], DATA_DIR: server.dataDir },
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
  assert.equal(code, 1);
  assert.match(said, /^The output cannot be written: ENOSPC[^\n]*\n$/);
});

test('a card that buys nothing is told of with what helps', async () => {
  const { id } = jsonOf<{ id: string }>(await run('cards', 'create', '--approval', 'TOP_UP', '--json'));
  const swipe = async (): Promise<string> => (await run('simulate', 'swipe', '--card', id)).out;
  const helps = async (words: string): Promise<void> => {
    const out = await swipe();
    const [, command = ''] = /What helps +npx cardwright (.*)/.exec(out) ?? [];
    assert.equal(command.replace(id, 'CARD'), words, out);
    assert.equal((await run(...command.split(' '))).code, 0);
  };
  await helps('cards balance CARD --add 100');
  await run('cards', 'freeze', id);
  await helps('cards thaw CARD');
  assert.match(await swipe(), /^Approved 12\.50 USD/);
});

test('a secret that is none is refused, and not repeated', async () => {
  for (const secret of ['whsec_', 'whsec_short', 'secret whsec_']) {
    const { code, err } = await run('listen', '--secret', secret);
    assert.equal(code, 2);
    assert.ok(
      err.startsWith('--secret needs a value that starts with whsec_ followed by base64.') &&
        !err.includes(`'${secret}'`),
      err,
    );
  }
});

test('a terminal that was to show a certificate speaks to nobody without all of it', async () => {
  for (const args of [
    ['--certificate', '/c.pem', '--key', '/k.pem'],
    ['--certificate', '/c.pem', '--ca', '/a.pem'],
    ['--key', '/k.pem'],
  ]) {
    const { code, err } = await run('pos', '--network', '127.0.0.1:9', ...args, 'tap 1');
    assert.deepEqual(
      [code, err.split('\n')[0]],
      [2, '--certificate, --key and --ca go together.'],
      args.join(' '),
    );
  }
});

test('of what was not delivered it is said what a replay would send, and what nothing will', async () => {
  const { client, apiKey } = await newCompany(server, '1000');
  const { id: endpointId } = await client.createWebhookEndpoint({
    url: 'http://127.0.0.1:9/',
    retry_schedule: [],
  });
  const status = async (): Promise<string> =>
    /Undelivered +(.*)/.exec((await run('status', '--api-key', apiKey)).out)?.[1] ?? '';
  assert.equal(await status(), 'none');
  assert.equal((await run('simulate', 'swipe', '--api-key', apiKey)).code, 0);
  await until(async () => (await client.listUndelivered()).data[0]?.state === 'exhausted');
  const said = await status();
  assert.match(said, /^1: 1 given up: npx cardwright events replay /);
  const [, command = ''] = /npx cardwright (.*)$/.exec(said) ?? [];
  assert.equal(
    (await run(...command.split(' '), '--api-key', apiKey)).out,
    '1 delivery would be sent again.\n',
  );
  await client.deleteWebhookEndpoint({ endpointId });
  assert.equal(await status(), '1: 1 for endpoints that are off or gone');
  // More than a page of them.
  for (let at = 0; at < 101; at += 1) await client.createWebhookEndpoint({ url: `http://127.0.0.1:9/${at}` });
  assert.match((await run('status', '--api-key', apiKey)).out, /Endpoints +101\n/);
});
