import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { after, suite, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { startReceiver } from '../../../test/support/receiver.ts';
import { createAddressGuard } from '../address-guard.ts';
import type { SendResult } from '../types.ts';
import type { Resolve } from './resolve.ts';
import { createTransport, type Transport } from './transport.ts';

const local = createAddressGuard({ local: true, ports: null, networks: [] });
const open = createAddressGuard({ local: false, ports: null, networks: [] });
const nowhere: Resolve = (host) =>
  Promise.reject(Object.assign(new Error(`no ${host}`), { code: 'ENOTFOUND' }));

function transportFor(guard = local, resolve: Resolve = nowhere): Transport {
  const transport = createTransport({ guard, resolve });
  after(() => transport.close());
  return transport;
}
const transport = transportFor();

const send = (url: string, by: Transport = transport, timeoutMs = 60_000): Promise<SendResult> =>
  new Promise((resolve) =>
    by.send(
      {
        origin: new URL(url).origin,
        path: new URL(url).pathname,
        headers: ['X-Test', '1'],
        body: '{"a":"ü"}',
        timeoutMs,
      },
      resolve,
    ),
  );

/** A server of bytes: what it does with a connection is up to the test. */
async function rawServer(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** 1: it is to answer what was asked for later; 2: it has. */
const answered = new Int32Array(new SharedArrayBuffer(4));
/** In a thread of its own, so that it answers while this one stands still. */
const elsewhere = new Worker(
  `const { createServer } = require('node:http');
   const { parentPort, workerData: answered } = require('node:worker_threads');
   const { notify, store, waitAsync } = Atomics;
   const server = createServer((request, response) => {
     request.resume();
     if (request.url !== '/later') return response.end();
     waitAsync(answered, 0, 0).value.then(() =>
       response.end(() => {
         store(answered, 0, 2);
         notify(answered, 0);
       }));
   });
   server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
  { eval: true, workerData: answered },
);
after(() => elsewhere.terminate());

test('an answer that has come by the time that the process goes on counts, however long that stood still', async () => {
  const [port] = (await once(elsewhere, 'message')) as [number];
  const sent = send(`http://127.0.0.1:${port}/later`, transport, 500);
  assert.equal((await send(`http://127.0.0.1:${port}/now`)).status, 200);
  // While an answer is read: what else comes is read behind the timers.
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
  Atomics.wait(answered, 0, 1);
  Atomics.wait(answered, 0, 2, 1_000);
  assert.equal((await sent).error, null);
});

suite('accepted', () => {
  for (const status of [200, 201, 202, 204, 299]) {
    test(`${status}`, async () => {
      const receiver = await startReceiver(status);
      assert.deepEqual(await ends(receiver.url), [status, null]);
      assert.equal(receiver.requests[0]!.body, '{"a":"ü"}');
    });
  }

  test('200 with rubbish, which is kept as text that can be stored', async () => {
    const receiver = await startReceiver((_, response) => {
      response.writeHead(200);
      response.end(Buffer.from([0x00, 0xff, 0xfe, 0x41]));
    });
    const result = await send(receiver.url);
    assert.equal(result.error, null);
    assert.equal(result.body, '\uFFFD\uFFFD\uFFFDA');
  });

  test('an answer that does not end: its first 16 KiB are enough', async () => {
    const receiver = await startReceiver((_, response) => {
      response.writeHead(200);
      const write = (): void => {
        while (response.write('x'.repeat(4096)));
        response.once('drain', write);
      };
      write();
    });
    const result = await send(receiver.url);
    assert.deepEqual([result.error, result.body!.length], [null, 16_384]);
  });

  test('a compressed bomb: nothing is decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const receiver = await startReceiver((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(bomb);
    });
    const result = await send(receiver.url);
    assert.equal(result.error, null);
    assert.ok(result.body!.length <= 16_384);
  });

  test('103 Early Hints before it', async () => {
    const receiver = await startReceiver((_, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.writeHead(200);
      response.end();
    });
    assert.deepEqual(await ends(receiver.url), [200, null]);
  });
});

const ends = async (url: string, by?: Transport, timeoutMs?: number): Promise<unknown[]> => {
  const { status, error } = await send(url, by, timeoutMs);
  return [status, error];
};

suite('not accepted', () => {
  for (const status of [400, 404, 410, 429, 500, 503]) {
    test(`${status}`, async () => {
      assert.deepEqual(await ends((await startReceiver(status)).url), [status, 'status']);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    test(`${status} to the metadata of a cloud is not followed`, async () => {
      const receiver = await startReceiver({
        status,
        headers: { location: 'http://169.254.169.254/latest' },
      });
      assert.deepEqual(await ends(receiver.url), [status, 'redirect']);
    });
  }

  test('headers that do not come', async () => {
    const url = await rawServer(() => undefined);
    assert.deepEqual(await ends(url, transport, 100), [null, 'timeout']);
  });

  test('headers that trickle in', async () => {
    const url = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: y\r\n'), 20);
      socket.once('close', () => clearInterval(timer));
    });
    assert.deepEqual(await ends(url, transport, 150), [null, 'timeout']);
  });

  test('a body that trickles in: the time is for the whole answer', async () => {
    const url = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.once('close', () => clearInterval(timer));
    });
    assert.deepEqual(await ends(url, transport, 150), [200, 'timeout']);
  });

  for (const [what, answer] of [
    ['closed without an answer', ''],
    ['closed within the headers', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['closed within the body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      '100 Continue, which nobody asked for',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
    ],
    ['huge headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`],
  ] as const) {
    test(what, async () => {
      const url = await rawServer((socket) => socket.once('data', () => socket.end(answer)));
      const result = await send(url);
      assert.equal(result.error, 'connect');
      assert.ok(result.detail !== null && result.detail.length > 0);
    });
  }

  test('a closed port', async () => {
    const receiver = await startReceiver();
    await receiver.close();
    assert.deepEqual(await ends(receiver.url), [null, 'connect']);
  });

  test('garbage in place of TLS', async () => {
    const url = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    assert.deepEqual(await ends(url.replace('http:', 'https:')), [null, 'tls']);
  });

  test('a connection that is not there in five seconds, however long the answer may take', async () => {
    const silent = await rawServer(() => undefined);
    const unresolved = transportFor(local, () => new Promise(() => undefined));
    const [handshake, lookUp] = await Promise.all([
      send(silent.replace('http:', 'https:'), transport, 600_000),
      send('http://slow.example/', unresolved, 600_000),
    ]);
    for (const { status, error, detail } of [handshake, lookUp]) {
      assert.deepEqual([status, error], [null, 'timeout']);
      assert.match(String(detail), /connect/i);
    }
  });

  test('a name that nobody knows', async () => {
    assert.deepEqual(await ends('https://nobody.example/'), [null, 'dns']);
  });
});

suite('addresses', () => {
  test('a name with a forbidden address is not connected to', async () => {
    const receiver = await startReceiver();
    const { port } = new URL(receiver.url);
    const by = transportFor(open, () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]));
    const { status, error, detail } = await send(`http://rebind.example:${port}/`, by);
    assert.deepEqual([status, error], [null, 'blocked_address']);
    // Nor is it told which address a name has inside.
    assert.equal(detail, 'rebind.example is at an address where webhooks do not go');
    assert.equal(receiver.connections(), 0);
  });

  test('a name that changes its answer gains nothing: each connection looks up and checks anew', async () => {
    const url = await rawServer((socket) =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
      ),
    );
    const { port } = new URL(url);
    const answers = ['127.0.0.1', '169.254.169.254', '10.0.0.1'];
    const guard = createAddressGuard({ local: false, ports: null, networks: ['127.0.0.1/32'] });
    const by = transportFor(guard, () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]));
    const rebind = `http://rebind.example:${port}/`;
    assert.deepEqual(await ends(rebind, by), [200, null]);
    assert.deepEqual(await ends(rebind, by), [null, 'blocked_address']);
    assert.deepEqual(await ends(rebind, by), [null, 'blocked_address']);
    assert.deepEqual(answers, []);
  });

  test('of several addresses only the good ones are used', async () => {
    const receiver = await startReceiver();
    const { port } = new URL(receiver.url);
    const by = transportFor(local, () =>
      Promise.resolve([
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]),
    );
    assert.deepEqual(await ends(`http://mixed.example:${port}/`, by), [200, null]);
  });

  test('a forbidden literal address is not connected to', async () => {
    const receiver = await startReceiver();
    assert.deepEqual(await ends(receiver.url, transportFor(open)), [null, 'blocked_address']);
    for (const host of ['[::1]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '0x7f.1', '2130706433'])
      assert.deepEqual(await ends(`http://${host}:1/`, transportFor(open)), [null, 'blocked_address'], host);
    assert.equal(receiver.connections(), 0);
  });

  test('proxies of the environment are ignored', async () => {
    const receiver = await startReceiver();
    process.env['HTTP_PROXY'] = process.env['http_proxy'] = 'http://127.0.0.1:1';
    try {
      assert.deepEqual(await ends(receiver.url, transportFor()), [200, null]);
    } finally {
      delete process.env['HTTP_PROXY'];
      delete process.env['http_proxy'];
    }
  });
});

test('connections are kept and used again', async () => {
  const receiver = await startReceiver();
  const by = transportFor();
  for (let round = 0; round < 50; round += 1) await send(receiver.url, by);
  // The next one may start while the first is being given back.
  assert.ok(receiver.connections() <= 2);
  assert.equal(by.connections(), receiver.connections());
});
