import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { StoredEvent } from '../../events/index.ts';
import { atEnd } from '../../../test/support/at-end.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { startReceiver, type Behaviour } from '../../../test/support/receiver.ts';
import {
  exampleEvent,
  standingClock,
  testWebhooks,
  type TestOptions,
  type TestWebhooks,
} from '../../../test/support/webhooks.ts';
import { sql, type Database } from '../../platform/database.ts';

const database = await testDatabase();

/** By a clock that stands a question has its whole time, however long it took to write it down. */
const askingWebhooks = (at: Database, options: TestOptions = {}): Promise<TestWebhooks> =>
  testWebhooks(at, { clock: standingClock(), ...options });

async function question(world: TestWebhooks, budgetMs = 1200, where = database): Promise<StoredEvent> {
  const createdAt = world.clock.now();
  const example = exampleEvent(world.company, 'CARDS.AUTHORIZATION.PENDING', { createdAt });
  const data = { ...example.data, deadline: new Date(createdAt.getTime() + budgetMs).toISOString() };
  const [stored] = await where.work((tx) => world.events.appendMany(tx, [{ ...example, data }]));
  return stored!;
}

/** The same database, in which the first look for whom to ask does this before. */
function firstLook(at: Database, before: () => Promise<void>): Database {
  let looks = 0;
  return {
    ...at,
    async query(statement, parameters) {
      if (statement.name === 'webhooks.endpoints.decider' && looks++ === 0) await before();
      return await at.query(statement, parameters);
    },
  };
}

const answering = (body: unknown, status = 200): Behaviour => ({ status, body: JSON.stringify(body) });

for (const [code, outcome, responseCode] of [
  ['00', 'approve', undefined],
  ['SUCCESS', 'approve', undefined],
  ['51', 'decline', '51'],
  ['1A', 'decline', '1A'],
  ['08', 'decline', '05'],
  ['91', 'decline', '05'],
  ['N0', 'decline', '05'],
  ['43', 'decline', '05'],
  ['1a', 'decline', '05'],
  ['OK', 'none', undefined],
  ['ok', 'none', undefined],
  ['', 'none', undefined],
  ['000', 'none', undefined],
  [0, 'none', undefined],
  [null, 'none', undefined],
] as const) {
  test(`response_code ${JSON.stringify(code)} is ${outcome}`, async () => {
    const world = await askingWebhooks(database);
    const receiver = await startReceiver(answering({ response_code: code }));
    await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
    const answer = await world.webhooks.decide({ event: await question(world), requireSignedAnswer: false });
    assert.equal(answer.outcome, outcome);
    if (answer.outcome === 'decline') {
      assert.equal(answer.responseCode, responseCode);
      assert.equal(answer.answered, code);
    }
    if (answer.outcome === 'none') assert.equal(answer.why, 'invalid');
    assert.equal(answer.httpStatus, 200);
  });
}

test('a question waits behind no delivery, also not to an endpoint that never answers those', async () => {
  // A database of its own: what hangs here would be taken up by the other tests' dispatchers.
  const own = await testDatabase();
  const world = await askingWebhooks(own);
  const receiver = await startReceiver(({ json }, response) => {
    if (json['sub_operation'] === 'AUTHORIZATION') response.end('{"response_code":"00"}');
  });
  await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
  await world.tell(...Array.from({ length: 50 }, () => 'CARDS.CLEARING.PENDING' as const));
  // As many as an endpoint that nobody knows yet gets at once.
  await receiver.received(4);
  const asked = await question(world, 1200, own);
  const answer = await world.webhooks.decide({ event: asked, requireSignedAnswer: false });
  assert.equal(answer.outcome, 'approve');
  assert.equal(receiver.requests.length, 5);
  await receiver.close();
});

test('an answer that has come in time counts, however long the process stood still then', async () => {
  const world = await askingWebhooks(database);
  const answered = new Int32Array(new SharedArrayBuffer(4));
  // In a thread of its own, so that it answers while this one stands still.
  const company = new Worker(
    `const { parentPort, workerData: answered } = require('node:worker_threads');
     const server = require('node:http').createServer((request, response) => {
       request.resume();
       parentPort.postMessage('asked');
       // By then the other one stands still.
       Atomics.wait(answered, 0, 0);
       response.end('{"response_code":"00"}', () => {
         Atomics.store(answered, 0, 2);
         Atomics.notify(answered, 0);
       });
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: answered },
  );
  atEnd(() => company.terminate());
  const [port] = (await once(company, 'message')) as [number];
  await world.webhooks.endpoints.subscribe(world.company, `http://127.0.0.1:${port}/`, 'shared-key');
  const asked = once(company, 'message');
  const decided = world.webhooks.decide({ event: await question(world), requireSignedAnswer: false });
  await asked;
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
  Atomics.wait(answered, 0, 1);
  Atomics.wait(answered, 0, 2, 1_500);
  assert.equal((await decided).outcome, 'approve');
});

suite('no answer', () => {
  for (const [what, behaviour, why] of [
    ['another status', answering({ response_code: '00' }, 201), 'invalid'],
    ['a redirect', { status: 302, headers: { location: 'http://169.254.169.254/' } }, 'invalid'],
    ['no JSON', { status: 200, body: 'approved' }, 'invalid'],
    ['a list', { status: 200, body: '["00"]' }, 'invalid'],
    ['an empty body', 204, 'invalid'],
    [
      'an answer that breaks off',
      (_, response, socket) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"response_code":"00"}', () => socket.destroy());
      },
      'invalid',
    ],
    ['a closed connection', (_, __, socket) => socket.destroy(), 'unreachable'],
  ] as [string, Behaviour, string][]) {
    test(`${what} is ${why}`, async () => {
      const world = await askingWebhooks(database);
      const receiver = await startReceiver(behaviour);
      await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
      const answer = await world.webhooks.decide({
        event: await question(world),
        requireSignedAnswer: false,
      });
      assert.deepEqual([answer.outcome, 'why' in answer && answer.why], ['none', why]);
    });
  }

  test('nothing in time is a timeout, and the late answer is counted', async () => {
    let late = 0;
    let heardLate = (): void => undefined;
    const lateAnswer = new Promise<void>((resolve) => (heardLate = resolve));
    const world = await askingWebhooks(database, {
      lateAnswer: () => {
        late += 1;
        heardLate();
      },
    });
    let respond = (): void => undefined;
    const receiver = await startReceiver(answering({ response_code: '00' }), (_, response) => {
      respond = () => void response.end('{"response_code":"00"}');
    });
    await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
    // From now on it is known whom to ask, which takes none of the little time of the next question.
    await world.webhooks.decide({ event: await question(world), requireSignedAnswer: false });
    const answer = await world.webhooks.decide({
      event: await question(world, 50),
      requireSignedAnswer: false,
    });
    assert.deepEqual([answer.outcome, 'why' in answer && answer.why], ['none', 'timeout']);
    // On a slow machine it arrives when nobody waits for its answer any more.
    await receiver.received(2);
    respond();
    await lateAnswer;
    assert.equal(late, 1);
  });

  test('a database that does not say in time whom to ask is a timeout, and nobody is asked too late', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const world = await askingWebhooks(firstLook(database, () => released));
    const receiver = await startReceiver(answering({ response_code: '00' }));
    await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
    const asked = await question(world, 50);
    const answer = await world.webhooks.decide({ event: asked, requireSignedAnswer: false });
    assert.deepEqual([answer.outcome, 'why' in answer && answer.why], ['none', 'timeout']);
    release();
    // It knows whom by now, and the next question is put.
    const next = await world.webhooks.decide({ event: await question(world), requireSignedAnswer: false });
    assert.equal(next.outcome, 'approve');
    assert.deepEqual(
      receiver.requests.map(({ json }) => json['operation_id'] === asked.id),
      [false],
    );
  });

  test('a database that cannot say whom to ask is unreachable, once', async () => {
    const world = await askingWebhooks(
      firstLook(database, () => Promise.reject(new Error('the connection was lost'))),
    );
    const receiver = await startReceiver(answering({ response_code: '00' }));
    await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
    const ask = async () =>
      world.webhooks.decide({ event: await question(world), requireSignedAnswer: false });
    const answer = await ask();
    assert.deepEqual([answer.outcome, 'why' in answer && answer.why], ['none', 'unreachable']);
    assert.equal((await ask()).outcome, 'approve');
  });

  test('no endpoint, or a disabled one, is unreachable', async () => {
    const world = await askingWebhooks(database);
    const ask = async () =>
      world.webhooks.decide({ event: await question(world), requireSignedAnswer: false });
    assert.equal((await ask()).outcome, 'none');
    const receiver = await startReceiver(answering({ response_code: '00' }));
    const endpoint = await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
    assert.equal((await ask()).outcome, 'approve');
    await world.webhooks.endpoints.change(world.company, endpoint.id, { enabled: false });
    const answer = await ask();
    assert.deepEqual([answer.outcome, 'why' in answer && answer.why], ['none', 'unreachable']);
    assert.equal(receiver.requests.length, 1);
  });
});

suite('signed answers', () => {
  const sign = (secret: string, id: string, body: string, seconds: number): Record<string, string> => ({
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(`${id}.${seconds}.${body}`)
      .digest('base64')}`,
  });

  for (const [what, outcome, make] of [
    [
      'signed and echoed',
      'approve',
      (secret, id, now) => {
        const body = JSON.stringify({ response_code: '00', operation_id: id });
        return { status: 200, body, headers: sign(secret, id, body, now) };
      },
    ],
    ['not signed', 'none', (_, id) => answering({ response_code: '00', operation_id: id })],
    [
      'signed for another question',
      'none',
      (secret, _, now) => {
        const body = JSON.stringify({ response_code: '00', operation_id: 'evt_other' });
        return { status: 200, body, headers: sign(secret, 'evt_other', body, now) };
      },
    ],
    [
      'signed an hour ago',
      'none',
      (secret, id, now) => {
        const body = JSON.stringify({ response_code: '00', operation_id: id });
        return { status: 200, body, headers: sign(secret, id, body, now - 3600) };
      },
    ],
    [
      'changed after signing',
      'none',
      (secret, id, now) => {
        const body = JSON.stringify({ response_code: '00', operation_id: id });
        return { status: 200, body, headers: sign(secret, id, body.replace('00', '51'), now) };
      },
    ],
  ] as [string, string, (secret: string, id: string, seconds: number) => Behaviour][]) {
    test(`${what}: ${outcome}`, async () => {
      const world = await askingWebhooks(database);
      const receiver = await startReceiver();
      const endpoint = await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
      const { secret } = await world.webhooks.endpoints.reveal(world.company, endpoint.id);
      const event = await question(world);
      receiver.behave(make(secret.reveal(), event.id, Math.floor(world.clock.now().getTime() / 1000)));
      const answer = await world.webhooks.decide({ event, requireSignedAnswer: true });
      assert.equal(answer.outcome, outcome);
      if (answer.outcome === 'none') assert.equal(answer.why, 'unsigned');
    });
  }

  test('with a secret that has run out since it was read: none', async () => {
    const world = await askingWebhooks(database);
    const receiver = await startReceiver();
    const { endpoints } = world.webhooks;
    const { id } = await endpoints.subscribe(world.company, receiver.url, 'shared-key');
    const { secret } = await endpoints.reveal(world.company, id);
    await endpoints.rotate(world.company, id, 60);
    const answerOf = async (): Promise<string> => {
      const event = await question(world);
      const body = JSON.stringify({ response_code: '00', operation_id: event.id });
      const seconds = Math.floor(world.clock.now().getTime() / 1000);
      receiver.behave({ status: 200, body, headers: sign(secret.reveal(), event.id, body, seconds) });
      return (await world.webhooks.decide({ event, requireSignedAnswer: true })).outcome;
    };
    assert.equal(await answerOf(), 'approve');
    world.clock.advance(61_000);
    assert.equal(await answerOf(), 'none');
  });
});

test('a question is signed like every message, sent once, and its attempt is kept', async () => {
  const world = await askingWebhooks(database);
  const receiver = await startReceiver(answering({ response_code: '51' }));
  await world.webhooks.endpoints.subscribe(world.company, receiver.url, 'shared-key');
  const event = await question(world);
  await world.webhooks.decide({ event, requireSignedAnswer: false });
  await world.webhooks.dispatcher.idle();
  const [got] = await receiver.received(1);
  assert.equal(receiver.requests.length, 1);
  assert.equal(got!.body, event.body);
  assert.equal(got!.headers['x-webhook-key'], 'shared-key');
  assert.match(String(got!.headers['webhook-signature']), /^v1,/);
  await world.webhooks.stop();
  const rows = await database.query<{ status_code: number; delivered: boolean }>(
    sql('test.decisionAttempts', 'SELECT status_code, delivered FROM webhook_attempts WHERE event_id = $1'),
    [event.id],
  );
  assert.deepEqual(rows, [{ status_code: 200, delivered: true }]);
});
