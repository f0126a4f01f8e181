import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { testDatabase } from '../../../test/support/database.ts';
import { databasePath } from '../../../test/support/database-path.ts';
import { until } from '../../../test/support/until.ts';
import { openDatabase } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { createCompanies, systemActor } from '../index.ts';
import type { KeyRing } from '../index.ts';

const database = await testDatabase();
const companies = createCompanies({ database, environment: 'sandbox', log: silentLog });
const { company, key: first } = await companies.create({ name: 'Acme' }, systemActor);
const newKey = (name: string) =>
  companies.keys.create(
    company.id,
    { name, level: 2, products: ['cards'], allowedIps: [], expiresAt: null },
    systemActor,
  );

test('a key is known at once after the first look-up, by its company and terms', async () => {
  const ring = await companies.openKeyRing();
  const { key, text } = await newKey('Shop');
  const asked = ring.find(text.reveal());
  assert.ok(asked instanceof Promise);
  const found = await asked;
  assert.deepEqual([found?.id, found?.company, found?.level], [key.id, company.id, 2]);
  assert.equal(ring.find(text.reveal()), found);
  await ring.close();
});

test('many first look-ups of one key are one', async () => {
  const ring = await companies.openKeyRing();
  const { text } = await newKey('Crowd');
  const found = await Promise.all(Array.from({ length: 50 }, async () => ring.find(text.reveal())));
  assert.equal(new Set(found).size, 1);
  await ring.close();
});

test('a key that is not there is looked up each time, and works as soon as it is', async () => {
  const ring = await companies.openKeyRing();
  const unknown = `${first.reveal().slice(0, 11)}${'0'.repeat(43)}`;
  assert.equal(await ring.find(unknown), undefined);
  assert.ok((await ring.find(first.reveal())) !== undefined);
  await ring.close();
});

test('of what is no key the log has nothing, of a mistyped one what its list of keys shows', async () => {
  const told: unknown[] = [];
  const log = pino({}, { write: (line: string) => void told.push(JSON.parse(line)) });
  const ring = await createCompanies({ database, environment: 'sandbox', log }).openKeyRing();
  for (const text of ['hunter2', 'a-secret-of-another-system', `${first.reveal()}x`])
    assert.equal(ring.find(text), undefined);
  const prefixes = told.map((line) => (line as { prefix?: string }).prefix);
  assert.deepEqual(prefixes, [undefined, undefined, first.reveal().slice(0, 12)]);
  await ring.close();
});

test('every change that takes something away reaches every process', async () => {
  const [one, two] = [await companies.openKeyRing(), await companies.openKeyRing()];
  const { key, text } = await newKey('Changed');
  const both = async () => [await one.find(text.reveal()), await two.find(text.reveal())];
  await both();
  await companies.keys.change(company.id, key.id, { level: 1 }, systemActor);
  await until(async () => (await both()).every((found) => found?.level === 1));
  await companies.keys.revoke(company.id, key.id, systemActor);
  await until(async () => (await both()).every((found) => found?.revoked === true));
  await companies.enable(company.id, false, systemActor);
  await until(async () => (await both()).every((found) => found?.companyEnabled === false));
  await companies.enable(company.id, true, systemActor);
  await Promise.all([one.close(), two.close()]);
});

test('a revoked key makes no other key, also where a process still trusts it', async () => {
  const all = { name: 'Admin', level: 3, products: ['management'], allowedIps: [], expiresAt: null } as const;
  const { key } = await companies.keys.create(company.id, all, systemActor);
  const by = { actor: key.id };
  const { key: other } = await companies.keys.create(company.id, all, by);
  await companies.keys.revoke(company.id, key.id, systemActor);
  const refused = { code: 'API_ERROR', message: 'This API key was revoked.' };
  await assert.rejects(companies.keys.create(company.id, all, by), refused);
  await assert.rejects(companies.keys.rotate(company.id, other.id, 0, by), refused);
  await assert.rejects(companies.keys.change(company.id, other.id, { name: 'Mine' }, by), refused);
});

test('a process that cannot reach the database trusts nothing that it remembers for longer than a second', async () => {
  const path = await databasePath(database.connection);
  const cutOff = openDatabase(path.connection);
  const ring: KeyRing = await createCompanies({
    database: cutOff,
    environment: 'sandbox',
    log: silentLog,
  }).openKeyRing();
  const { text } = await newKey('Cut off');
  assert.ok((await ring.find(text.reveal())) !== undefined);
  assert.ok(!(ring.find(text.reveal()) instanceof Promise));
  path.cut();
  await until(async () => {
    const asked = ring.find(text.reveal());
    if (!(asked instanceof Promise)) return false;
    await assert.rejects(asked);
    return true;
  });
  await ring.close();
  await cutOff.close();
});
