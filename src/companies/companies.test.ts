import assert from 'node:assert/strict';
import test from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import type { Id } from '../kernel/ids.ts';
import { silentLog } from '../platform/log.ts';
import { createCompanies, keyTextFrom, systemActor } from './index.ts';
import type { Companies, NewCompany } from './index.ts';

const database = await testDatabase();
const opened: [Id<'company'>, NewCompany][] = [];
const closed: Id<'company'>[] = [];
let refuse = false;
const companies: Companies = createCompanies({
  database,
  environment: 'sandbox',
  log: silentLog,
  open: [
    (_, company, wanted) => {
      if (refuse) return Promise.reject(new Error('no room'));
      opened.push([company, wanted]);
      return Promise.resolve();
    },
  ],
  close: [
    (_, company) => {
      closed.push(company);
      return Promise.resolve();
    },
  ],
});
const nowhere = 'cmp_0197f2c0-9a4e-7cc0-8000-0123456789ab';
const newCompany = async (): Promise<Id<'company'>> =>
  (await companies.create({ name: 'Acme' }, systemActor)).company.id;

test('what the other folders give a new company is part of the same unit of work', async () => {
  const wanted = { name: 'Acme', email: 'a@acme.example', initialHolding: 5n };
  const { company } = await companies.create(wanted, systemActor);
  assert.deepEqual(opened.at(-1), [company.id, wanted]);
  assert.deepEqual(await companies.get(company.id), company);
  const before = await companies.list({ size: 100 });
  refuse = true;
  await assert.rejects(companies.create(wanted, systemActor), /no room/);
  refuse = false;
  assert.deepEqual(await companies.list({ size: 100 }), before);
});

test('the demo company is made once, whoever starts at the same time', async () => {
  const key = keyTextFrom('sandbox', Buffer.alloc(32, 3));
  const ids = await Promise.all(Array.from({ length: 8 }, () => companies.ensureDemo(key)));
  assert.equal(new Set(ids).size, 1);
  assert.equal(await companies.ensureDemo(key), ids[0]);
});

test('disabling tells the other folders once', async () => {
  const id = await newCompany();
  await companies.enable(id, false, systemActor);
  await companies.enable(id, false, systemActor);
  assert.deepEqual(closed, [id]);
  await assert.rejects(companies.enable(nowhere, true, systemActor), { code: 'NOT_FOUND' });
});

test("a company's clock moves forward alone, and stands where a scenario stops it", async () => {
  const [ahead, other] = [await newCompany(), await newCompany()];
  const week = 7 * 86_400;
  const moved = await database.work((tx) => companies.advanceClock(tx, ahead, week));
  const clocks = await companies.clocks(database, [ahead, other, nowhere]);
  assert.deepEqual([...clocks.keys()].toSorted(), [ahead, other].toSorted());
  const apart = clocks.get(ahead)!.now.getTime() - clocks.get(other)!.now.getTime();
  assert.ok(Math.abs(apart - week * 1_000) < 60_000, `${apart}`);
  assert.ok(moved.now <= (await companies.now(database, ahead)));

  const back = await database.work((tx) => companies.advanceClock(tx, ahead, -week));
  assert.ok(back.now >= moved.now);

  const moment = new Date('2030-01-31T12:00:00.000Z');
  await database.work((tx) => companies.stopClock(tx, other, moment));
  assert.deepEqual(await companies.now(database, other), moment);
  await database.work((tx) => companies.advanceClock(tx, other, 90));
  assert.deepEqual(await companies.now(database, other), new Date('2030-01-31T12:01:30.000Z'));
  await assert.rejects(companies.now(database, nowhere), { code: 'NOT_FOUND' });
});

test('clients belong to their company, and a deleted one is not found any more', async () => {
  const [mine, theirs] = [await newCompany(), await newCompany()];
  const moment = new Date('2030-01-31T12:00:00.000Z');
  await database.work((tx) => companies.stopClock(tx, mine, moment));
  const details = { type: 'individual', firstName: 'Ada', lastName: 'Lovelace', email: null } as const;
  const made = await companies.clients.create(mine, details, systemActor);
  assert.deepEqual(await companies.clients.list(mine, { size: 10 }), [made]);
  assert.deepEqual(await companies.clients.list(mine, { after: made.id, size: 10 }), []);
  await assert.rejects(companies.clients.get(theirs, made.id), { code: 'NOT_FOUND' });
  await assert.rejects(companies.clients.update(theirs, made.id, details, systemActor), {
    code: 'NOT_FOUND',
  });
  const changed = await companies.clients.update(
    mine,
    made.id,
    { ...details, type: 'business' },
    systemActor,
  );
  // By the company's clock, as all that is made.
  assert.deepEqual([changed.type, changed.createdAt, changed.updatedAt], ['business', moment, moment]);
  assert.equal((await companies.clients.delete(mine, made.id, systemActor)).status, 'DELETED');
  await assert.rejects(companies.clients.get(mine, made.id), { code: 'NOT_FOUND' });
  assert.deepEqual(await companies.clients.list(mine, { size: 10 }), []);
});

test('a contract has no limits until the operator sets some', async () => {
  const id = await newCompany();
  assert.deepEqual(await companies.contract(id), {
    treasuryWallets: null,
    virtualWallets: null,
    virtualCards: null,
  });
  await companies.changeContract(id, { virtualCards: 10 }, { actor: 'operator' });
  assert.equal((await companies.contract(id)).virtualCards, 10);
  const [line] = await companies.listAudit({ company: id, action: 'setContractedProduct', size: 1 });
  assert.deepEqual([line?.actor, line?.subject], ['operator', id]);
  const unlimited = { treasury_wallets: null, virtual_wallets: null, virtual_cards: null };
  assert.deepEqual([line?.before, line?.after], [unlimited, { ...unlimited, virtual_cards: 10 }]);
});
