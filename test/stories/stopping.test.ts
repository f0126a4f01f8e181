import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from 'pg';
import {
  aCard,
  chainIsUp,
  isReady,
  newCompany,
  run,
  temporaryFolder,
  startCardwright,
  verifyBooks,
  type Cardwright,
} from '../support/cardwright.ts';
import { purchasesOf, startLoad } from '../support/load.ts';
import { until } from '../support/until.ts';
import { testClient } from '../support/client.ts';
import { present } from '../../src/kernel/assert.ts';

test('SIGTERM in the middle of work: what was accepted is answered, and nothing else is booked', async () => {
  const server = await startCardwright();
  const { client, apiKey } = await newCompany(server);
  const cards = await Promise.all(Array.from({ length: 4 }, () => client.createCard(aCard)));
  const load = startLoad(client, cards, { callers: 64, amount: '1.00', name: 'swipe' });
  await load.answered(300);
  assert.equal(await server.stop(), 0, server.output().slice(-2_000));
  await load.over;

  const again = await startCardwright({ dataDir: server.dataDir });
  const later = testClient({ url: again.url, apiKey });
  const booked = await Promise.all(cards.map(({ id }) => purchasesOf(later, id)));
  assert.equal(
    booked.reduce((sum, count) => sum + count, 0),
    load.answers.size,
  );
  assert.equal((await later.getCardHolding()).warranty_balance, 1_000_000 - load.answers.size);
  assert.ok((await verifyBooks(again)).sound);
  assert.doesNotMatch(server.output(), /"level":"(error|fatal)"/);
  assert.equal(await again.stop(), 0);
});

test('SIGTERM to npm start reaches the program, which ends as well as without npm', async () => {
  const folder = await temporaryFolder();
  const npm = run({ DATA_DIR: folder }, 'npm', ['start']);
  await isReady(npm);
  npm.child.kill('SIGTERM');
  await npm.ended;
  // Everything that npm has started has closed its output by now.
  assert.match(npm.output(), /"msg":"stopped"/);
  assert.ok(!(await readdir(folder)).includes('ready.json'));
});

test('a client that never ends its request does not hold up the end', async () => {
  const server = await startCardwright();
  const { hostname, port } = new URL(server.url);
  const slow = connect(Number(port), hostname);
  slow.on('error', () => undefined);
  slow.write(
    `POST /simulate/authorizations HTTP/1.1\r\nhost: ${hostname}\r\nx-api-key: ${server.apiKey}\r\n`,
  );
  slow.write('content-type: application/json\r\ncontent-length: 100\r\n\r\n{"amount"');
  // By its answer we know that the server has seen what came before it.
  await server.client.isAlive();
  assert.equal(await server.stop(), 0, server.output());
});

/** A start on the database of another one, `first`, that waits for a lock of it in its first step. */
async function startThatWaits(first: Cardwright) {
  const other = new Client(first.databaseUrl);
  await other.connect();
  await other.query('BEGIN');
  await other.query('LOCK TABLE migrations');
  const waits = run({ DATA_DIR: first.dataDir, DATABASE_URL: first.databaseUrl });
  await until(async () => {
    const { rowCount } = await other.query('SELECT FROM pg_locks WHERE NOT granted');
    return rowCount === 1;
  });
  return { other, waits };
}

test('SIGTERM to a start that does not get on ends it; to one that gets on it is obeyed at its next step', async () => {
  const first = await startCardwright();
  await isEndedWhereItDoesNotGetOn(first);
  await isObeyedAtTheNextStep(first);
  assert.equal(await first.stop(), 0);
});

async function isEndedWhereItDoesNotGetOn(first: Cardwright): Promise<void> {
  const { other, waits } = await startThatWaits(first);
  waits.child.kill('SIGTERM');
  assert.equal(await waits.ended, 1, waits.output());
  assert.match(waits.output(), /not everything has ended in time/);
  await other.end();
}

async function isObeyedAtTheNextStep(first: Cardwright): Promise<void> {
  const { other, waits } = await startThatWaits(first);
  waits.child.kill('SIGTERM');
  // By then it has taken the signal, which it was sent before.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await other.query('COMMIT');
  assert.equal(await waits.ended, 0, waits.output());
  assert.match(waits.output(), /"msg":"stopped"/);
  assert.doesNotMatch(waits.output(), /"msg":"ready"/);
  await other.end();
}

test('Ctrl-C at a terminal, which goes to all that we have started, ends without an error', async () => {
  const server = await startCardwright({ settings: { LOCAL_CHAIN: 'on' } });
  await chainIsUp(server);
  // As a terminal does: to the whole group in front.
  process.kill(-present(server.child.pid, 'its process'), 'SIGINT');
  assert.equal(await server.ended, 0);
  assert.doesNotMatch(server.output(), /"level":"(?:warn|error|fatal)"/);
});

test('when PostgreSQL dies the program says so and ends, for a supervisor to start it again', async () => {
  const server = await startCardwright();
  const [pid] = (await readFile(join(server.dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split(
    '\n',
  );
  process.kill(Number(pid), 'SIGKILL');
  assert.equal(await server.ended, 1);
  assert.match(server.output(), /"level":"fatal".*PostgreSQL has ended by itself/);
  // What says where it can be reached says so no more.
  assert.ok(!(await readdir(server.dataDir)).includes('ready.json'));
  const again = await startCardwright({ dataDir: server.dataDir });
  assert.deepEqual(await again.client.isReady(), { status: 'ok' });
  assert.equal(await again.stop(), 0);
});
