import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { testDatabase } from '../../../test/support/database.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { until } from '../../../test/support/until.ts';
import { testWebhooks } from '../../../test/support/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import { sql } from '../../platform/database.ts';

const daySeconds = 86_400;
/** Longer than a machine stands still: what is waited for comes. */
const patienceMs = 600_000;

suite('the time of a company that moves its clock', () => {
  test('brings retries forward, breaks of the endpoint or not, and nobody else’s', async () => {
    const database = await testDatabase();
    const world = await testWebhooks(database);
    const other = await testWebhooks(database, { company: newId('company') });
    const receiver = await startReceiver(500);
    const elsewhere = await startReceiver(500);
    await world.webhooks.endpoints.create(world.company, { url: receiver.url, retrySchedule: [3_600] });
    await other.webhooks.endpoints.create(other.company, { url: elsewhere.url, retrySchedule: [3_600] });
    // So many failures that the endpoint is left alone for a while.
    await world.tell(...Array.from({ length: 30 }, () => 'CARDS.CLEARING.PENDING' as const));
    await other.tell('CARDS.CLEARING.PENDING');
    const { time } = world.webhooks;
    await elsewhere.received(1);
    // Breaks end as time passes; the first tries are made then.
    await until(async () => {
      await time.pass(world.company, 0, 0);
      return receiver.requests.length >= 30;
    });
    await time.settled(world.company);
    const inSeconds = await time.nextRetryIn(world.company);
    assert.ok(inSeconds !== undefined && inSeconds > 2_500 && inSeconds < 4_400, String(inSeconds));
    assert.deepEqual(await time.pass(world.company, 60, patienceMs), { due: 0, untried: [] });
    assert.equal(receiver.requests.length, 30);
    assert.deepEqual(await time.pass(world.company, daySeconds, patienceMs), { due: 30, untried: [] });
    assert.equal(receiver.requests.length, 60);
    assert.equal(elsewhere.requests.length, 1);
    assert.equal(await time.nextRetryIn(world.company), undefined);
  });

  test('what fails fails so much longer: after five days the endpoint is switched off', async () => {
    const world = await testWebhooks(await testDatabase());
    const receiver = await startReceiver(500);
    const { endpoint } = await world.webhooks.endpoints.create(world.company, { url: receiver.url });
    const isOn = async () => (await world.webhooks.endpoints.find(world.company, endpoint.id)).enabled;
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const { time } = world.webhooks;
    await time.pass(world.company, 4.9 * daySeconds, patienceMs);
    assert.equal(await isOn(), true);
    await time.pass(world.company, 0.2 * daySeconds, patienceMs);
    await world.tell('CARDS.CLEARING.SUCCESS');
    await until(async () => !(await isOn()));
  });

  test('a delivery that is just being sent is sent once, by whichever process', async () => {
    const world = await testWebhooks(await testDatabase());
    const other = await testWebhooks(world.database, { company: world.company });
    const answers: (() => void)[] = [];
    const receiver = await startReceiver(500, (_, response) => {
      answers.push(() => response.writeHead(200).end());
    });
    await world.webhooks.endpoints.create(world.company, { url: receiver.url, retrySchedule: [60] });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const { time } = world.webhooks;
    const passing = time.pass(world.company, 120, patienceMs);
    await receiver.received(2);
    // It waits for its answer while more time passes.
    const free = [world, other].find(({ webhooks }) => webhooks.dispatcher.stats().held === 0)!;
    await free.webhooks.time.pass(world.company, 3_600, 0);
    await Promise.race([free.later(0), receiver.received(3)]);
    answers[0]?.();
    assert.deepEqual((await passing).untried, []);
    await world.later(0);
    assert.equal(receiver.requests.length, 2);
  });

  test('waits for no row of what is just being sent, whose outcome may be being written down', async () => {
    const world = await testWebhooks(await testDatabase());
    const answered = Promise.withResolvers<void>();
    const receiver = await startReceiver(500, (_, response) => {
      void answered.promise.then(() => response.writeHead(200).end());
    });
    await world.webhooks.endpoints.create(world.company, { url: receiver.url, retrySchedule: [60] });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const { time } = world.webhooks;
    const passing = time.pass(world.company, 120, patienceMs);
    await receiver.received(2);
    await world.database.work(async (tx) => {
      await tx.query(sql('test.lockAllDue', 'SELECT FROM webhook_due FOR UPDATE'));
      assert.equal((await time.pass(world.company, 60, 0)).due, 1);
    });
    answered.resolve();
    assert.deepEqual((await passing).untried, []);
  });

  test('does not wait for who has made others wait and not answered, but for all others', async () => {
    const unresolved: (() => void)[] = [];
    const world = await testWebhooks(await testDatabase(), {
      // As a name whose servers are away.
      resolve: (host) =>
        new Promise((resolve, reject) => {
          if (host !== 'dead.example') resolve([{ address: '127.0.0.1', family: 4 }]);
          else unresolved.push(() => reject(new Error('no server answers')));
        }),
    });
    const receiver = await startReceiver(500);
    const schedule = { retrySchedule: [60, 3_600, 3_600] };
    const { endpoints, time } = world.webhooks;
    await endpoints.create(world.company, { url: receiver.url, ...schedule });
    const dead = await endpoints.create(world.company, { url: 'http://dead.example/', ...schedule });
    await world.tell('CARDS.CLEARING.PENDING');
    await receiver.received(1);
    // Nobody is silent who has not yet had the time to answer.
    assert.deepEqual(await time.silent(world.company), []);
    await until(() => Promise.resolve(unresolved.length === 1));
    await setTimeout(1_100);
    unresolved[0]?.();
    await world.later(0);
    assert.deepEqual(await time.silent(world.company), [dead.endpoint.id]);
    const but = [dead.endpoint.id];
    // Both are due; the one that answers has been tried when the answer comes.
    assert.deepEqual(await time.pass(world.company, 120, patienceMs, but), { due: 2, untried: [] });
    assert.equal(receiver.requests.length, 2);
    assert.deepEqual(await time.settled(world.company, true, but, patienceMs), []);
    await until(() => Promise.resolve(unresolved.length === 2));
    // Without that it is waited for as long as patience lasts.
    assert.ok((await time.pass(world.company, 86_400, 100)).untried.includes(dead.endpoint.id));
    for (const reject of unresolved) reject();
  });

  test('brings what stands behind a retry in its line along with it, and waits for none that stands so', async () => {
    const world = await testWebhooks(await testDatabase());
    const receiver = await startReceiver(500);
    const { endpoints, time } = world.webhooks;
    await endpoints.create(world.company, {
      url: receiver.url,
      retrySchedule: [3_600, 3_600],
      ordered: true,
    });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.tell('CARDS.CLEARING.SUCCESS');
    await receiver.received(1);
    await world.later(0);
    // It stands behind the first one, which waits for its retry.
    assert.deepEqual(await time.settled(world.company, false, [], patienceMs), []);
    assert.deepEqual(await time.pass(world.company, 7_200, patienceMs), { due: 1, untried: [] });
    await world.later(0);
    receiver.behave(200);
    assert.deepEqual(await time.pass(world.company, 7_200, patienceMs), { due: 1, untried: [] });
    const [, , retry, behind] = await receiver.received(4);
    assert.deepEqual(
      [retry, behind].map((request) => request!.headers['x-webhook-attempt']),
      ['3', '1'],
    );
  });

  test('passes for a dispatcher in another process', async () => {
    const world = await testWebhooks(await testDatabase());
    const other = await testWebhooks(world.database, { dispatch: false, company: world.company });
    const receiver = await startReceiver(500, 200);
    await world.webhooks.endpoints.create(world.company, { url: receiver.url, retrySchedule: [60] });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const passed = await other.webhooks.time.pass(world.company, 120, patienceMs);
    assert.deepEqual(passed, { due: 1, untried: [] });
    assert.equal(receiver.requests.length, 2);
  });
});
