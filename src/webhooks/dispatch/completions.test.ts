import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { stopBefore, testDatabase } from '../../../test/support/database.ts';
import { startReceiver, type Received } from '../../../test/support/receiver.ts';
import { exampleEvent, testWebhooks, type TestWebhooks } from '../../../test/support/webhooks.ts';
import { CommitUnknown, sql, type Database } from '../../platform/database.ts';

/** Attempts are written, and the answer to their commit is lost, each time that `lose` was called. */
function losingAnswers(database: Database): { readonly database: Database; readonly lose: () => void } {
  let losses = 0;
  const work: Database['work'] = async (body) => {
    let attempts = false;
    const result = await database.work((tx) =>
      body({
        ...tx,
        execute(statement, parameters) {
          attempts ||= statement.name.startsWith('webhooks.attempts.');
          return tx.execute(statement, parameters);
        },
      }),
    );
    if (!attempts || losses === 0) return result;
    losses -= 1;
    throw new CommitUnknown('the answer was lost');
  };
  return { database: { ...database, work }, lose: () => void (losses += 1) };
}

async function losingWorld(): Promise<{ readonly world: TestWebhooks; readonly lose: () => void }> {
  const database = await testDatabase();
  const losing = losingAnswers(database);
  const world = await testWebhooks(losing.database);
  stopBefore(database, () => world.webhooks.stop());
  return { world, lose: losing.lose };
}

suite('when the answer to a commit is lost', () => {
  test('that a delivery is exhausted is told once', async () => {
    const { world, lose } = await losingWorld();
    const receiver = await startReceiver(500);
    const other = await startReceiver();
    await world.webhooks.endpoints.create(world.company, {
      url: receiver.url,
      retrySchedule: [],
      filters: ['CARDS'],
    });
    await world.webhooks.endpoints.create(world.company, { url: other.url, filters: ['WEBHOOKS'] });
    lose();
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    assert.deepEqual(
      other.requests.map(({ json }) => json['sub_operation']),
      ['DELIVERY_EXHAUSTED'],
    );
    const { deliveries } = await world.webhooks.deliveries.list(world.company, {
      states: ['exhausted'],
      size: 10,
    });
    assert.equal(deliveries.length, 1);
  });

  test('a replay counts each delivery once, whatever came of it', async () => {
    const { world, lose } = await losingWorld();
    const receiver = await startReceiver(500);
    const { endpoint } = await world.webhooks.endpoints.create(world.company, {
      url: receiver.url,
      retrySchedule: [],
    });
    const [first] = await world.tell('CARDS.CLEARING.PENDING', 'CARDS.REFUND.SUCCESS');
    await world.later(0);
    receiver.behave((request, response) => {
      response.writeHead(request.json.operation_id === first ? 200 : 500);
      response.end();
    });
    const job = await world.webhooks.replays.start(world.company, {
      endpoint: endpoint.id,
      since: new Date(Date.now() - 3_600_000),
      until: new Date(Date.now() + 3_600_000),
      only: 'failed',
      filters: [],
    });
    lose();
    const read = () => world.webhooks.replays.find(world.company, job.id);
    while ((await read()).state === 'running') {
      await world.webhooks.replays.work();
      await world.later(0);
    }
    const { sent, failed } = await read();
    assert.deepEqual({ sent, failed }, { sent: 1, failed: 1 });
  });
});

test('what was accepted after all leaves the list of the undelivered with that, whoever dies right after', async () => {
  const database = await testDatabase();
  const dying: Database = {
    ...database,
    execute: (statement, parameters) =>
      statement.name === 'webhooks.undelivered.delete'
        ? Promise.reject(new Error('it died'))
        : database.execute(statement, parameters),
  };
  const world = await testWebhooks(dying);
  stopBefore(database, () => world.webhooks.stop());
  const receiver = await startReceiver(500, 200);
  await world.webhooks.endpoints.create(world.company, { url: receiver.url, retrySchedule: [] });
  const [id] = await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  await world.webhooks.replays.one(world.company, id!, undefined);
  await world.later(0);
  assert.equal(receiver.requests.length, 2);
  const { deliveries } = await world.webhooks.deliveries.list(world.company, { size: 10 });
  assert.deepEqual(
    deliveries.map(({ state, attempts }) => [state, attempts]),
    [['delivered', 2]],
  );
});

test('nothing of a line overtakes one whose outcome could not be written', async () => {
  const database = await testDatabase();
  const world = await testWebhooks(database);
  // The first answer is one that is refused by the table.
  await database.execute(
    sql(
      'test.refuse',
      'ALTER TABLE webhook_attempts ADD CONSTRAINT refused CHECK (status_code IS DISTINCT FROM 599)',
    ),
  );
  let refused = false;
  const receiver = await startReceiver((_, response) => {
    response.writeHead(refused ? 200 : 599);
    refused = true;
    response.end();
  });
  await world.webhooks.endpoints.create(world.company, {
    url: receiver.url,
    ordered: true,
    retrySchedule: [],
    filters: ['CARDS'],
  });
  const subject = 'a';
  const events: string[] = [];
  for (let at = 0; at < 3; at += 1)
    events.push(await world.append(exampleEvent(world.company, 'CARDS.CLEARING.PENDING', { subject })));
  while (receiver.requests.length < 4) await world.later(1_000);
  const idOf = ({ json }: Received): string => json.operation_id;
  assert.deepEqual(receiver.requests.map(idOf), [events[0], ...events]);
});
