import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { createExpiry } from './expiry.ts';
import { entriesOfTransaction, type CompanyAnswer } from '../index.ts';
import { testPurchases, traceId } from '../testing/purchases.ts';

const world = await testPurchases();
const { expiry } = world.authorizations;
const day = 86_400_000;
// On a card time does not run back, so the scene is set after its making.
const start = new Date(Date.now() + day);
const after = (ms: number): Date => new Date(start.getTime() + ms);

const all = { after: undefined, most: 1_000 };
const moveClock = sql(
  'test.moveClock',
  'UPDATE companies SET clock_offset = $2, clock_stands_at = NULL WHERE id = $1',
);

test('what runs out is found in order, and released as of the moment it was due', async () => {
  const company = await world.company();
  const card = await world.card(company, { approvalMethod: 'NONE' });
  await world.setClock(company, start);
  const hotel = await world.authorize(card, '300.00', {
    merchant: {
      id: null,
      name: 'Hotel',
      city: null,
      postCode: null,
      state: null,
      country: 'PRT',
      mcc: '7011',
    },
  });
  await world.setClock(company, after(day));
  const shop = await world.authorize(card, '20.00');
  const renewed = await world.authorize(card, '5.00');
  await world.setClock(company, after(2 * day));
  await world.later('increment', renewed.transaction, '1.00');
  assert.deepEqual(await expiry.due(company, after(8 * day - 1), all), []);

  await world.setClock(company, after(40 * day));
  const due = await expiry.due(company, after(40 * day), all);
  assert.deepEqual(
    due.map(({ id, due }) => [id, due]),
    [
      [shop.transaction?.id, after(8 * day)],
      [renewed.transaction?.id, after(9 * day)],
      [hotel.transaction?.id, after(31 * day)],
    ],
  );
  assert.deepEqual(await expiry.due(company, after(40 * day), { after: due[0], most: 1 }), [due[1]]);
  // One of them is of a company that began anew since.
  const gone = { ...due[0]!, id: newId('cardTransaction'), card: newId('card') };
  assert.equal(await expiry.expire([gone, ...due], traceId), 3);
  assert.equal(await expiry.expire(due, traceId), 0);
  assert.equal((await world.balances(card)).available, '1000.00');
  const entries = await entriesOfTransaction(world.database, shop.transaction!);
  assert.deepEqual(
    entries.map((entry) => [entry.kind, entry.createdAt]),
    [
      ['authorization', after(day)],
      ['expiry', after(8 * day)],
    ],
  );
  const told = world.events.findLast((event) => event.subject === shop.transaction?.id);
  assert.equal(told?.status, 'CANCELLED');
  assert.match(told?.reason ?? '', /expired after 7 days/);
  assert.deepEqual(told?.createdAt, after(8 * day));
});

test('a hold that the network placed in our stead runs out too', async () => {
  const company = await world.company();
  const card = await world.card(company, { approvalMethod: 'NONE' });
  const advised = await world.first('stand_in', card, '30.00');
  assert.ok(advised.transaction?.expiresAt);
});

test('the worker releases what is due by each company’s clock, once, and lets clocks that stand alone', async () => {
  const wall = new Date();
  const inCompany = async () => {
    const company = await world.company();
    const card = await world.card(company, { approvalMethod: 'NONE' });
    await world.authorize(card, '10.00');
    return { company, card };
  };
  const [plain, other, moved, standing] = [
    await inCompany(),
    await inCompany(),
    await inCompany(),
    await inCompany(),
  ];
  await world.database.execute(moveClock, [moved.company, '8 days']);
  await world.setClock(standing.company, new Date(wall.getTime() + 30 * day));
  const held = async () =>
    Promise.all([plain, other, moved, standing].map(async ({ card }) => (await world.balances(card)).held));
  assert.equal(await expiry.expireAllDue(wall), 1);
  assert.deepEqual(await held(), ['10.00', '10.00', '0.00', '10.00']);
  assert.equal(await expiry.expireAllDue(wall), 0);

  // Whoever moves a clock does what falls due on the way. Where it dies on the way, the rest lies long before what is looked at since.
  const left = await inCompany();
  await world.database.execute(moveClock, [left.company, '31 days']);
  assert.equal(await expiry.expireAllDue(wall), 1);
  assert.equal((await world.balances(left.card)).held, '0.00');
  await world.authorize(left.card, '10.00');
  await world.database.execute(moveClock, [left.company, '62 days']);
  assert.equal(await expiry.expireAllDue(wall), 1);
  assert.equal(await expiry.expireAllDue(wall), 0);
  assert.ok((await expiry.expireAllDue(new Date(wall.getTime() + 7 * day + 60_000))) >= 2);
  assert.deepEqual(await held(), ['0.00', '0.00', '0.00', '10.00']);
});

test('what is due is due by the database’s clock: that of a worker may be wrong by hours', async () => {
  const company = await world.company();
  const card = await world.card(company, { approvalMethod: 'NONE' });
  await world.authorize(card, '10.00');
  const byClock = (now: Date) =>
    createExpiry({
      database: {
        ...world.database,
        query(statement, parameters) {
          if (statement.name === 'platform.databaseClock') return Promise.resolve([{ now }] as never[]);
          return world.database.query(statement, parameters);
        },
      },
      submit: world.authorizations.submit,
    });
  const { createdAt } = (await world.authorize(card, '5.00')).transaction!;
  const in7Days = createdAt.getTime() + 7 * day;
  await byClock(new Date(in7Days - 60_000)).expireAllDue();
  assert.equal((await world.balances(card)).held, '15.00');
  await byClock(new Date(in7Days)).expireAllDue();
  assert.equal((await world.balances(card)).held, '0.00');
});

test('a hold that was due while more was asked of its company is released once that is decided', async () => {
  const company = await world.company();
  const card = await world.card(company, { approvalMethod: 'WEBHOOK' });
  const { transaction } = await world.authorize(card, '10.00');
  const no = Promise.withResolvers<CompanyAnswer>();
  const asked = Promise.withResolvers<void>();
  world.answerWith(() => {
    asked.resolve();
    return no.promise;
  });
  const increment = world.later('increment', transaction, '5.00');
  await asked.promise;
  await world.database.execute(moveClock, [company, '8 days']);
  const wall = new Date();
  await expiry.expireAllDue(wall);
  assert.equal((await world.balances(card)).held, '15.00');
  no.resolve({ outcome: 'decline', answered: '51', responseCode: '51', durationMs: 1 });
  await increment;
  assert.equal(await expiry.expireAllDue(new Date(wall.getTime() + 1_000)), 1);
  assert.equal((await world.balances(card)).held, '0.00');
});

test('where somebody else was first with all of a page, the worker comes back to what is behind it', async () => {
  const company = await world.company(100_000_00n);
  const card = await world.card(company, { approvalMethod: 'NONE' });
  await Promise.all(Array.from({ length: 1_030 }, () => world.authorize(card, '1.00')));
  let isFirst = false;
  const { expireAllDue } = createExpiry({
    database: world.database,
    async submit(operation) {
      if (!isFirst) await world.authorizations.submit(operation);
      return world.authorizations.submit(operation);
    },
  });
  const later = new Date(Date.now() + 20 * day);
  assert.equal(await expireAllDue(later), 0);
  isFirst = true;
  assert.equal(await expireAllDue(later), 6);
  assert.equal((await world.balances(card)).held, '0.00');
});

test('what has come together in a long outage is looked for once, and released in parts', async () => {
  const company = await world.company(100_000_00n);
  const card = await world.card(company, { approvalMethod: 'NONE' });
  await Promise.all(Array.from({ length: 2_100 }, () => world.authorize(card, '1.00')));
  const looks: string[] = [];
  const atOnce: number[] = [];
  let underWay = 0;
  const { expireAllDue } = createExpiry({
    database: {
      ...world.database,
      query(statement, parameters) {
        if (statement.name.includes('dueHolds')) looks.push(statement.name);
        return world.database.query(statement, parameters);
      },
    },
    async submit(operation) {
      atOnce.push((underWay += 1));
      const outcome = await world.authorizations.submit(operation);
      underWay -= 1;
      return outcome;
    },
  });
  assert.equal(await expireAllDue(new Date(Date.now() + 20 * day)), 2_100);
  assert.deepEqual(looks, ['authorizations.dueHoldsByClocks']);
  assert.equal(Math.max(...atOnce), 1_024);
  assert.equal((await world.balances(card)).held, '0.00');
});
