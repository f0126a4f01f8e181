import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import { endsWithTest } from '../../../test/support/child.ts';
import { atEnd } from '../../../test/support/at-end.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { createAddressGuard } from '../address-guard.ts';
import { startNameServer, type Records } from '../testing/name-server.ts';
import type { SendResult } from '../types.ts';
import { createResolve } from './resolve.ts';
import { createTransport, type Transport } from './transport.ts';

/** 127.0.0.1 stands for the open internet, and the rest of loopback for what is inside. */
const open = '127.0.0.1';
const inside = '127.0.0.2';
const guard = createAddressGuard({ local: false, ports: null, networks: [`${open}/32`] });

const receiver = await startReceiver({ status: 200, headers: { connection: 'close' } });
const { port } = new URL(receiver.url);
/** On the same port, of an address where nothing may go; and whom the environment names as a proxy. */
let reached = 0;
const forbidden = createServer((socket) => {
  reached += 1;
  socket.destroy();
});
forbidden.listen(Number(port), inside);
await once(forbidden, 'listening');
atEnd(() => forbidden.close());

let asked = 0;
const ffff = (last: string): string => `0:0:0:0:0:${last}`;
const names: Record<string, Records | (() => Records)> = {
  'open.example': { A: [open] },
  'inside.example': { A: [inside] },
  // Both kinds are asked for each time.
  'changes.example': () => ({ A: [(asked += 1) % 4 < 2 ? open : inside] }),
  'mixed.example': { A: [inside, open, '169.254.169.254'], AAAA: ['0:0:0:0:0:0:0:1', 'fd00:0:0:0:0:0:0:1'] },
  'six.example': { AAAA: ['0:0:0:0:0:0:0:1'] },
  'mapped.example': { AAAA: [ffff('ffff:7f00:2')] },
  'mapped-open.example': { AAAA: [ffff('ffff:7f00:1')] },
  'compatible.example': { AAAA: [ffff('0:7f00:2')] },
  'nat64.example': { AAAA: ['64:ff9b:0:0:0:0:7f00:2'] },
  'nat64-local.example': { AAAA: ['64:ff9b:1:0:0:0:7f00:2'] },
  '6to4.example': { AAAA: ['2002:7f00:2:0:0:0:0:1'] },
  'teredo.example': { AAAA: ['2001:0:7f00:2:0:0:0:0'] },
  'link-local.example': { AAAA: ['fe80:0:0:0:0:0:0:1'] },
  'zero.example': { A: ['0.0.0.0'] },
  'zero-six.example': { AAAA: ['0:0:0:0:0:0:0:0'] },
  'broadcast.example': { A: ['255.255.255.255'] },
  'metadata.example': { A: ['169.254.169.254'] },
  'alias.example': { CNAME: 'alias-again.example' },
  'alias-again.example': { CNAME: 'inside.example' },
  'good-alias.example': { CNAME: 'good-alias-again.example' },
  'good-alias-again.example': { CNAME: 'open.example' },
  'xn--bcher-kva.example': { A: [inside] },
};
const server = await startNameServer((name) => {
  const found = names[name];
  return typeof found === 'function' ? found() : found;
});
atEnd(() => server.close());

const transport: Transport = createTransport({ guard, resolve: createResolve([server.address]) });
atEnd(() => transport.close());
const send = (host: string, timeoutMs = 5_000): Promise<SendResult> =>
  new Promise((resolve) => {
    const { origin } = new URL(`http://${host}:${port}`);
    transport.send({ origin, path: '/', headers: [], body: '{}', timeoutMs }, resolve);
  });

suite('with the answers of a real name server', () => {
  for (const host of ['open.example', 'good-alias.example', 'OPEN.example', 'open.example.'])
    test(`${host} is sent to`, async () => {
      assert.deepEqual(((sent) => [sent.status, sent.error])(await send(host)), [200, null]);
      assert.equal(reached, 0);
    });

  for (const host of [
    ...Object.keys(names).filter((name) => !/^(open|good|changes|mixed)/.test(name)),
    // As browsers write it.
    'bücher.example',
    'inside.example.',
  ])
    test(`${host} is connected to by nobody`, async () => {
      const { status, error, detail } = await send(host);
      assert.deepEqual([status, error], [null, 'blocked_address'], String(detail));
      assert.doesNotMatch(String(detail), /\d+\.\d+\.\d+\.\d+|::/, 'what is inside is not told');
      assert.equal(reached, 0);
    });

  test('a name that changes its answer between one question and the next is never connected to where it must not', async () => {
    const arrived = receiver.requests.length;
    const results = [];
    for (let count = 0; count < 20; count += 1)
      results.push(...(await Promise.all([send('changes.example'), send('changes.example')])));
    assert.equal(reached, 0);
    const accepted = results.filter(({ error }) => error === null).length;
    assert.equal(receiver.requests.length - arrived, accepted);
    assert.ok(accepted > 0);
    assert.deepEqual(new Set(results.map(({ error }) => error)), new Set([null, 'blocked_address']));
  });

  test('of a mixture the good ones are used alone, also where those of the other kind come first', async () => {
    for (let count = 0; count < 10; count += 1) assert.equal((await send('mixed.example')).error, null);
    assert.equal(reached, 0);
  });

  test('each connection asks anew, and uses the answer that was looked at', async () => {
    const before = server.questions.length;
    await send('open.example');
    await send('open.example');
    assert.equal(
      server.questions.slice(before).filter((question) => question === 'A open.example').length,
      2,
    );
  });
});

suite('however an address is written', () => {
  for (const host of [
    inside,
    '127.0.0.2.',
    '0177.0.0.2',
    '0x7f.0.0.2',
    '0x7f000002',
    '2130706434',
    '127.2',
    '１２７.０.０.２',
    '127。0。0。2',
    '[::ffff:127.0.0.2]',
    '[::ffff:7f00:2]',
    '[::127.0.0.2]',
    '[64:ff9b::127.0.0.2]',
    '[::1]',
    '[::]',
    '0',
  ])
    test(`${host} is refused when the endpoint is made, and connected to by nobody`, async () => {
      assert.match(guard.refusesUrl(new URL(`https://${host}:${port}/`)) ?? '', /webhooks do not go there/);
      assert.deepEqual(((sent) => [sent.status, sent.error])(await send(host)), [null, 'blocked_address']);
      assert.equal(reached, 0);
    });

  for (const host of ['localhost', 'LOCALHOST.', 'a.localhost', 'ⓛocalhost'])
    test(`${host} is refused when the endpoint is made`, () => {
      assert.match(
        createAddressGuard({ local: false, ports: null, networks: [] }).refusesUrl(
          new URL(`https://${host}/`),
        ) ?? '',
        /webhooks do not go there/,
      );
    });

  for (const url of [
    'https://open.example@inside.example/',
    'https://a:b@open.example/',
    'unix:/var/run/docker.sock',
    'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
    'file:///etc/passwd',
    'gopher://open.example/',
    'http://open.example/',
  ])
    test(`${url} is refused`, () => {
      assert.notEqual(guard.refusesUrl(new URL(url)), undefined);
    });
});

test('a proxy that the environment names is not asked, also where Node itself would', async () => {
  const proxied: string[] = [];
  const proxy = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      proxied.push(data.toString().split('\r\n')[0] ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    });
  });
  proxy.listen(0, open);
  await once(proxy, 'listening');
  atEnd(() => proxy.close());
  const address = `http://${open}:${(proxy.address() as AddressInfo).port}`;
  const source = `
    import { createTransport } from ${JSON.stringify(new URL('transport.ts', import.meta.url).href)};
    import { createResolve } from ${JSON.stringify(new URL('resolve.ts', import.meta.url).href)};
    import { createAddressGuard } from ${JSON.stringify(new URL('../address-guard.ts', import.meta.url).href)};
    const guard = createAddressGuard({ local: true, ports: null, networks: [] });
    const transport = createTransport({ guard, resolve: createResolve() });
    // That the environment is heard at all.
    await fetch('http://open.example/').catch(() => undefined);
    transport.send({ origin: 'http://${open}:${port}', path: '/', headers: [], body: '{}', timeoutMs: 5000 }, ({ status }) => {
      process.stdout.write(String(status));
      void transport.close();
    });`;
  const child = endsWithTest(
    spawn(process.execPath, ['--input-type=module', '--eval', source], {
      env: {
        PATH: process.env['PATH'],
        NODE_USE_ENV_PROXY: '1',
        HTTP_PROXY: address,
        http_proxy: address,
        HTTPS_PROXY: address,
        ALL_PROXY: address,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  assert.equal(said, '200');
  assert.ok(proxied.length > 0);
  for (const line of proxied) assert.match(line, /open\.example/);
});
