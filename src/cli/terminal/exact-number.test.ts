import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../../test/support/cardwright.ts';
import { cardwrightWith } from '../../../test/support/command-line.ts';
import { exactNumber, isExactNumber } from './exact-number.ts';
import { differences } from '../commands/scenario.ts';

/** What the server would answer, of any number of digits. */
const amounts = [
  '40',
  '0.5',
  '999999999999.99',
  '1.000000000000000001',
  '-123456789012345678901234567890.123456789012345678',
];
const answer = amounts.map((amount, at) => ({ at, amount }));
const server = createServer((_, response) => {
  const totals = answer
    .map(({ at, amount }) => `{"asset":"POLYGON:T${at}/18","ledger":${amount},"on_chain":${amount}}`)
    .join(',');
  response.setHeader('content-type', 'application/json');
  response.end(
    `[{"blockchain":"POLYGON","block":7,"compared":5,"reconciled":true,"totals":[${totals}],"differences":[]}]`,
  );
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
after(() => server.close());
const where = [
  '--url',
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  '--operator-key',
  'cw_operator',
];

test('amounts are JSON numbers, digit for digit, however many there are', async () => {
  const { code, out, err } = await cardwrightWith({}, 'reconcile', ...where, '--json');
  assert.equal(code, 0, err);
  const ledger = [...out.matchAll(/"ledger":([^,]+),"on_chain":([^}]+)}/g)];
  assert.deepEqual(
    ledger.map(([, one, other]) => [one, other]),
    amounts.map((amount) => [amount, amount]),
  );
});

test('people see the same digits', async () => {
  const { out } = await cardwrightWith({}, 'reconcile', ...where);
  for (const amount of amounts) assert.match(out, new RegExp(` ${amount} +${amount}\\n`));
});

test('two are compared as numbers are, and shown as such', () => {
  const [one, same, other] = ['1.000000000000000001', '1.000000000000000001', '1.000000000000000002'].map(
    exactNumber,
  );
  assert.deepEqual(differences({ amount: one }, { amount: same }, ''), []);
  assert.deepEqual(differences({ amount: one }, { amount: other }, ''), [
    { path: 'amount', expected: one, actual: other },
  ]);
  assert.equal(JSON.stringify(one), '1.000000000000000001');
  assert.deepEqual(
    [isExactNumber(one), isExactNumber({ digits: '1' }), isExactNumber(1)],
    [true, false, false],
  );
});

test('what a file of a scenario says is played digit for digit', async () => {
  const played: string[] = [];
  const player = createServer((request, response) => {
    const answerIt = async (): Promise<void> => {
      played.push(await text(request));
      response.setHeader('content-type', 'application/json');
      response.end('{"name":"mine","passed":true,"steps":[]}');
    };
    void answerIt();
  });
  await new Promise<void>((resolve) => {
    player.listen(0, '127.0.0.1', resolve);
  });
  const file = join(await temporaryFolder(), 'mine.json');
  const steps = amounts
    .map((amount) => `{"do":"deposit","amount":${amount},"expect":{"amount":${amount}}}`)
    .join(',');
  await writeFile(file, `{ "name": "mine", "steps": [${steps}] }`);
  const { port } = player.address() as AddressInfo;
  const at = ['--url', `http://127.0.0.1:${port}`, '--api-key', 'cw'];
  const { code, err } = await cardwrightWith({}, 'scenario', 'run', '--file', file, ...at);
  player.close();
  assert.equal(code, 0, err);
  assert.deepEqual(played, [`{"name":"mine","steps":[${steps}]}`]);
});
