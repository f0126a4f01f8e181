import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../../sdk/index.ts';
import { testClient } from '../../../test/support/client.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';
import { sql } from '../../platform/database.ts';

const program = await startProgram();
const { database } = program;

const fills = [
  `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
   $$BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END$$`,
  'CREATE TRIGGER full_disk BEFORE UPDATE OR DELETE ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION no_room()',
].map((text, at) => sql(`test.fullDisk${at}`, text));
const hasRoom = sql('test.hasRoom', 'DROP TRIGGER full_disk ON idempotency_keys');
const leasesEnd = sql(
  'test.leasesEnd',
  'UPDATE idempotency_keys SET lease_until = now() WHERE status IS NULL',
);

test('a purchase that was booked on a disk that is full by then is answered 503, and truly when it is sent again with its key', async () => {
  const { client, apiKey } = await program.company();
  const { id } = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
  await client.setCardBalance({ cardId: id, virtual_balance: '100.00' });
  const swipe = { card_id: id, amount: '30.00' };
  const options = { idempotencyKey: 'full-disk' };
  for (const fill of fills) await database.execute(fill);
  await assert.rejects(
    client.simulateAuthorization(swipe, options),
    (error) => error instanceof ApiError && error.status === 503 && error.code === 'UNAVAILABLE',
  );
  assert.equal((await client.getCardBalance({ cardId: id })).available_credit, 70);
  await database.execute(hasRoom);
  // Until its first try would have ended, it is held to be under way.
  await assert.rejects(
    client.simulateAuthorization(swipe, options),
    (error) => error instanceof ApiError && error.code === 'IDEMPOTENCY_IN_PROGRESS',
  );
  await database.execute(leasesEnd);
  const patient = testClient({ url: program.url, apiKey, retries: 2 });
  const answers = [
    await patient.simulateAuthorization(swipe, options),
    await client.simulateAuthorization(swipe, options),
  ];
  assert.ok(answers.every(({ approved }) => approved));
  const [first, second] = answers.map(({ transaction }) => transaction?.id);
  assert.equal(second, first);
  const { totals } = await client.getCardTransaction({ cardId: id, transactionId: first ?? '' });
  assert.equal(totals.held, 30);
  assert.equal((await client.getCardBalance({ cardId: id })).available_credit, 70);
});
