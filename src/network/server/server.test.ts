import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import test, { after } from 'node:test';
import { pino } from 'pino';
import { wallClock } from '../../platform/clock.ts';
import { connectClient } from '../client.ts';
import type { Client, ClientOptions } from '../client.ts';
import { createCodec } from '../codec/codec.ts';
import { iso1987Ascii } from '../dialects/iso1987-ascii.ts';
import { iso1987Binary } from '../dialects/iso1987-binary.ts';
import { frame } from '../framing/framing.ts';
import type { Framing } from '../framing/framing.ts';
import { answerTo } from '../meaning/answer.ts';
import type { Message } from '../message.ts';
import { createNetworkServer } from './server.ts';
import type { NetworkServer } from './server.ts';
import type { Handle, NetworkServerOptions, Undelivered } from './types.ts';

const codec = createCodec(iso1987Ascii);
const framing: Framing = { length: 'binary-2', tpdu: false, most: 4_096 };
const approve: Handle = (message) =>
  Promise.resolve({ message: answerTo(message, { 38: '123456', 39: '00' }) });

const lines: Record<string, unknown>[] = [];
const log = pino(
  { level: 'debug', base: null },
  { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);

const cleanUp: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const step of cleanUp.toReversed()) await step();
});

interface Started {
  readonly server: NetworkServer;
  readonly at: { readonly host: string; readonly port: number };
  readonly client: (options?: Partial<ClientOptions>) => Promise<Client>;
  readonly raw: () => Promise<Socket>;
}

async function start(options: Partial<NetworkServerOptions> = {}): Promise<Started> {
  const server = createNetworkServer({ codec, framing, handle: approve, log, clock: wallClock, ...options });
  const at = await server.listen({ host: '127.0.0.1', port: 0 });
  cleanUp.push(() => server.close());
  return {
    server,
    at,
    async client(more = {}) {
      const client = await connectClient({
        ...at,
        codec: options.codec ?? codec,
        framing: options.framing ?? framing,
        ...more,
      });
      cleanUp.push(() => client.close());
      return client;
    },
    async raw() {
      const socket = connect(at);
      cleanUp.push(() => Promise.resolve(socket.destroy()));
      // A reset is one of the ways in which a bad connection may end.
      socket.on('error', () => {});
      await once(socket, 'connect');
      return socket;
    },
  };
}

let trace = 0;
function purchase(mti = '0100'): Message {
  trace += 1;
  return {
    mti,
    fields: {
      2: '4111111111111111',
      3: '000000',
      4: '000000005500',
      7: '0105093105',
      11: String(trace).padStart(6, '0'),
      32: '123456',
      37: '600509000123',
      41: 'TERM0001',
      49: '840',
      52: new Uint8Array(8).fill(0xab),
    },
  };
}

/** Resolves when a connection has ended, be it by a reset. */
const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()).resume());

/** A promise and what settles it. */
function signal<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  return Promise.withResolvers<T>();
}

test('a request is answered with what identifies it, and nothing secret of it', async () => {
  const { client } = await start();
  const request = purchase();
  const { 52: _pin, ...rest } = request.fields;
  assert.deepEqual(await (await client()).ask(request), {
    mti: '0110',
    fields: { ...rest, 38: '123456', 39: '00' },
  });
});

test('a terminal that packs its digits and sends a transport header', async () => {
  const packed = createCodec(iso1987Binary);
  const hypercom: Framing = { length: 'bcd-2', tpdu: true, most: 4_096 };
  const { raw } = await start({ codec: packed, framing: hypercom });
  const socket = await raw();
  const request = Buffer.from(
    '0000 60 0003 8001 0800 8220000000000000 0400000000000000 0105093030 000002 0301'.replaceAll(' ', ''),
    'hex',
  );
  Buffer.from(String(request.length - 2).padStart(4, '0'), 'hex').copy(request);
  socket.write(request);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  const expected = '0035 60 8001 0003 0810 8220000002000000 0400000000000000 0105093030 000002 3030 0301';
  assert.equal(answer.toString('hex'), expected.replaceAll(' ', ''));
});

test('sign-on, sign-off and echo are answered 00; another code 12; none 30; the platform is not asked', async () => {
  const { client } = await start({ handle: () => assert.fail('asked') });
  const terminal = await client();
  const ask = async (code?: string): Promise<unknown> => {
    trace += 1;
    const fields = {
      7: '0105093000',
      11: String(trace).padStart(6, '0'),
      ...(code !== undefined && { 70: code }),
    };
    const answer = await terminal.ask({ mti: '0800', fields });
    assert.equal(answer.mti, '0810');
    assert.equal(answer.fields[70], code);
    return answer.fields[39];
  };
  assert.deepEqual(await Promise.all(['001', '301', '002', '161', undefined].map(ask)), [
    '00',
    '00',
    '00',
    '12',
    '30',
  ]);
});

test('several messages in one piece, and one in many, are all answered, as each is decided', async () => {
  const first = signal<void>();
  const { client, raw } = await start({
    handle: async (message, connection, arrival) => {
      if (message.fields[4] === '000000000001') await first.promise;
      return await approve(message, connection, arrival);
    },
  });
  const terminal = await client();
  const slow = { ...purchase(), fields: { ...purchase().fields, 4: '000000000001' } };
  const waiting = terminal.ask(slow);
  await Promise.all(Array.from({ length: 20 }, () => terminal.ask(purchase())));
  first.resolve();
  assert.equal((await waiting).fields[39], '00');

  const socket = await raw();
  socket.setNoDelay(true);
  for (const octet of frame(framing, codec.encode(purchase()), undefined)) socket.write(Uint8Array.of(octet));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  assert.equal(codec.decode(answer.subarray(2)).fields[39], '00');
});

test('a message that cannot be read is answered 30 where it names itself, and the connection lives', async () => {
  const { client } = await start();
  const terminal = await client();
  const good = purchase();
  const bytes = codec.encode(good);
  // In the last field, the PIN block.
  bytes.write('X', bytes.length - 1);
  const answer = terminal.ask({ mti: '0100', fields: { 11: good.fields[11]! } });
  terminal.sendRaw(frame(framing, bytes, undefined));
  assert.deepEqual((await answer).fields, {
    7: good.fields[7],
    11: good.fields[11],
    32: good.fields[32],
    37: good.fields[37],
    39: '30',
    41: good.fields[41],
  });
  assert.equal((await terminal.ask(purchase())).fields[39], '00');
});

test('what is itself an answer is not answered', async () => {
  const { client } = await start({ handle: () => assert.fail('asked') });
  const terminal = await client();
  terminal.sendRaw(frame(framing, codec.encode({ mti: '0110', fields: purchase().fields }), undefined));
  const echo = await terminal.ask({ mti: '0800', fields: { 11: '990001', 70: '301' } });
  assert.equal(echo.fields[39], '00');
});

test('garbage ends its own connection and harms no other', async () => {
  const { client, raw, server } = await start();
  const terminal = await client();
  const garbage = [
    Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    Buffer.alloc(70_000, 0xff),
    Buffer.concat(Array.from({ length: 30 }, () => Buffer.from('000301', 'hex').fill(0x31, 2))),
    Buffer.concat(Array.from({ length: 20 }, () => frame(framing, Buffer.from('0100'), undefined))),
  ];
  for (const bytes of garbage) {
    const socket = await raw();
    const closed = ended(socket);
    socket.end(bytes);
    assert.equal((await terminal.ask(purchase())).fields[39], '00');
    await closed;
  }
  assert.equal(server.connections(), 1);
});

test('of a piece full of malformed messages no more are looked at than it takes to close the connection', async () => {
  const { raw } = await start({ limits: { malformed: 10 } });
  const socket = await raw();
  const closed = ended(socket);
  const seen = lines.length;
  socket.end(Buffer.concat(Array.from({ length: 5_000 }, () => Buffer.from('000131', 'hex'))));
  await closed;
  const malformed = lines.slice(seen).filter((line) => line['msg'] === 'malformed message');
  assert.equal(malformed.length, 10);
});

test('a peer that begins a message and does not finish it, or says nothing at all, is let go', async () => {
  const stalling = await start({ limits: { stallMs: 50 } });
  const half = await stalling.raw();
  half.write(Buffer.from('0020', 'hex'));
  await ended(half);

  const idling = await start({ limits: { idleMs: 50 } });
  const silent = await idling.raw();
  await ended(silent);
});

test('a peer that does not take its answers is let go, and the answers not begun are not delivered', async () => {
  const undelivered = signal<Undelivered>();
  const answer = { 38: '123456', 39: '00', 63: 'x'.repeat(999), 62: 'x'.repeat(999), 61: 'x'.repeat(999) };
  const { raw } = await start({
    limits: { stallMs: 100, underWay: 100_000 },
    handle: (message) =>
      Promise.resolve({
        message: answerTo(message, answer),
        undelivered: (why) => Promise.resolve(undelivered.resolve(why)),
      }),
  });
  const socket = await raw();
  const request = frame(framing, codec.encode(purchase()), undefined);
  for (let times = 0; times < 20_000; times += 1) socket.write(request);
  assert.equal(await undelivered.promise, 'not-written');
});

test('a request that is not decided in time is answered 91, and the late answer is told so', async () => {
  const undelivered = signal<Undelivered>();
  const decided = signal<void>();
  const { client } = await start({
    limits: { answerMs: 30 },
    handle: async (message) => {
      await decided.promise;
      return {
        message: answerTo(message, { 38: '123456', 39: '00' }),
        undelivered: (why) => Promise.resolve(undelivered.resolve(why)),
      };
    },
  });
  const answer = await (await client()).ask(purchase());
  assert.equal(answer.fields[39], '91');
  assert.equal(answer.fields[38], undefined);
  decided.resolve();
  assert.equal(await undelivered.promise, 'late');
});

/** Asks over a connection that is gone before it has its answer; resolves once the server has seen that. */
async function askAndGo(socket: Socket, asked: Promise<void>): Promise<void> {
  socket.write(frame(framing, codec.encode(purchase()), undefined));
  await asked;
  const seen = lines.length;
  socket.resetAndDestroy();
  while (!lines.slice(seen).some((line) => line['msg'] === 'connection closed'))
    await new Promise(setImmediate);
}

test('an approval is cancelled when the connection is gone before a byte of it was written', async () => {
  const asked = signal<void>();
  const gone = signal<void>();
  const undelivered = signal<Undelivered>();
  const { raw } = await start({
    handle: async (message) => {
      asked.resolve();
      await gone.promise;
      return {
        message: answerTo(message, { 38: '123456', 39: '00' }),
        undelivered: (why) => Promise.resolve(undelivered.resolve(why)),
      };
    },
  });
  await askAndGo(await raw(), asked.promise);
  gone.resolve();
  assert.equal(await undelivered.promise, 'not-written');
});

test('a peer that has closed its own side still gets its answer', async () => {
  const { raw } = await start();
  const socket = await raw();
  socket.end(frame(framing, codec.encode(purchase()), undefined));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  assert.equal(codec.decode(answer.subarray(2)).fields[39], '00');
});

test('where deciding fails a request is answered 96 and an advice is left to be repeated', async () => {
  const { client } = await start({
    handle: () => Promise.reject(new Error('broken')),
    limits: { answerMs: 500 },
  });
  const terminal = await client();
  const advice = assert.rejects(terminal.ask(purchase('0120')), /ended/);
  assert.equal((await terminal.ask(purchase())).fields[39], '96');
  await Promise.all([terminal.close(), advice]);
});

test('an answer that cannot be written is a mistake of ours: 96, and it was not delivered', async () => {
  const undelivered = signal<Undelivered>();
  const { client } = await start({
    handle: (message) =>
      Promise.resolve({
        message: answerTo(message, { 39: 'too long' }),
        undelivered: (why) => Promise.resolve(undelivered.resolve(why)),
      }),
  });
  assert.equal((await (await client()).ask(purchase())).fields[39], '96');
  assert.equal(await undelivered.promise, 'not-written');
});

test('going down, what is under way is answered, what comes then is answered 91, advices are left to be repeated', async () => {
  const asked = signal<void>();
  const decided = signal<void>();
  const { client, server } = await start({
    handle: async (message, connection, arrival) => {
      asked.resolve();
      await decided.promise;
      return await approve(message, connection, arrival);
    },
  });
  const terminal = await client();
  const first = terminal.ask(purchase());
  await asked.promise;
  const closed = server.close();
  assert.equal((await terminal.ask(purchase())).fields[39], '91');
  const advice = assert.rejects(terminal.ask(purchase('0220')), /ended/);
  decided.resolve();
  assert.equal((await first).fields[39], '00');
  await terminal.ended;
  await Promise.all([closed, advice]);
});

test('going down waits for what has to be taken back, also where the connection is gone', async () => {
  const asked = signal<void>();
  const gone = signal<void>();
  const takingBack = signal<void>();
  const takenBack = signal<void>();
  const { raw, server } = await start({
    handle: async (message) => {
      asked.resolve();
      await gone.promise;
      return {
        message: answerTo(message, { 38: '123456', 39: '00' }),
        async undelivered() {
          takingBack.resolve();
          await takenBack.promise;
        },
      };
    },
  });
  await askAndGo(await raw(), asked.promise);
  gone.resolve();
  await takingBack.promise;
  let isDown = false;
  const down = server.close().then(() => (isDown = true));
  // Longer than an idle server takes to close.
  await start().then((other) => other.server.close());
  assert.equal(isDown, false);
  takenBack.resolve();
  await down;
});

test('more connections than allowed are refused', async () => {
  const { client, raw } = await start({ limits: { connections: 1 } });
  const terminal = await client();
  await terminal.ask(purchase());
  const second = await raw();
  await ended(second);
  assert.equal((await terminal.ask(purchase())).fields[39], '00');
});

test('over TLS only a peer with a certificate of ours is heard', async () => {
  const pem = (name: string): string =>
    readFileSync(new URL(`./test-certificates/${name}.pem`, import.meta.url), 'utf8');
  let subject: string | undefined;
  const { client, raw } = await start({
    tls: { key: pem('server.key'), certificate: pem('server'), clientAuthorities: pem('authority') },
    handle: (message, connection, arrival) => {
      subject = connection.certificate?.subject;
      return approve(message, connection, arrival);
    },
  });
  const ca = pem('authority');
  const ours = await client({ tls: { ca, key: pem('client.key'), cert: pem('client') } });
  assert.equal((await ours.ask(purchase())).fields[39], '00');
  assert.equal(subject, 'CN=test-client');

  for (const tls of [{ ca }, { ca, key: pem('stranger.key'), cert: pem('stranger') }]) {
    // TLS 1.3 lets a client begin before its certificate is judged; the refusal ends the connection.
    const stranger = await client({ tls }).catch(() => undefined);
    if (stranger !== undefined) await assert.rejects(stranger.ask(purchase()));
  }
  const plain = await raw();
  const closed = ended(plain);
  plain.write(frame(framing, codec.encode(purchase()), undefined));
  await closed;
  assert.equal((await ours.ask(purchase())).fields[39], '00');
});

test('the log has a line for each message, with its trace id, and no card number or PIN block', () => {
  const messages = lines.filter((line) => line['msg'] === 'message');
  assert.ok(messages.length > 20);
  for (const line of messages) assert.match(String(line['traceId']), /^[0-9a-f]{32}$/);
  const text = JSON.stringify(lines);
  assert.ok(text.includes('411111******1111'));
  for (const secret of ['4111111111111111', 'abababab']) assert.ok(!text.includes(secret), secret);
});
