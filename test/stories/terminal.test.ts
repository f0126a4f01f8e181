import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { aCard, startCardwright } from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';

const program = fileURLToPath(new URL('../../src/cli/cardwright.mjs', import.meta.url));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

test('a terminal speaks ISO 8583, and its messages become webhooks', async (t) => {
  const server = await startCardwright({
    settings: { NETWORK_DIALECT: 'iso1987-binary', NETWORK_FRAMING: 'bcd-2+tpdu' },
  });
  const receiver = await startReceiver();
  await server.client.createWebhookEndpoint({ url: receiver.url });
  const card = await server.client.createCard({ ...aCard, approval_method: 'NONE' });

  const pos = (...args: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const env = {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DATA_DIR: server.dataDir,
        NETWORK_DIALECT: 'iso1987-binary',
        NETWORK_FRAMING: 'bcd-2+tpdu',
      };
      execFile(process.execPath, [program, 'pos', ...args], { env }, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, out, err });
      });
    });
  const lines = ({ out, err, code }: Ended): Record<string, unknown>[] => {
    assert.equal(code, 0, err);
    return out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  await t.test('a purchase, its clearing and its refund', async () => {
    const told = lines(await pos('tap 12.50', 'clear', 'refund 2.50', '--json'));
    assert.deepEqual(
      told.map((line) => line['response_code']),
      ['00', '00', '00'],
    );
    const types = (await receiver.received(3)).map(({ json }) =>
      [json['sub_operation'], json['status']].join('/'),
    );
    assert.deepEqual(types.toSorted(), ['CLEARING/PENDING', 'CLEARING/SUCCESS', 'REFUND/SUCCESS']);
  });

  await t.test('a lost answer is reversed', async () => {
    const told = lines(await pos('lose 20', '--json'));
    assert.deepEqual(
      told.map((line) => line['response_code']),
      [null, '00'],
    );
    const { movements } = await server.client.searchCardTransactions({
      cardId: card.id,
      operations: ['REVERSAL'],
    });
    assert.deepEqual(
      movements.map((movement) => movement.transaction_amount),
      [20],
    );
  });

  await t.test('a PIN, typed at the terminal, is checked in the vault', async () => {
    await server.client.setCardPin({ cardId: card.id, pin: '4711' });
    const { code, err } = await pos(
      'insert 5 pin=4711 expect=00',
      'insert 5 pin=0815 expect=55',
      'tap 5 expect=51',
    );
    assert.equal(code, 1);
    assert.match(err, /Field 39 is 00, not 51/);
  });

  await t.test('nobody there, a word that means nothing', async () => {
    assert.equal((await pos('--network', '127.0.0.1:1', 'tap 1')).code, 3);
    // `mcc` is said for the whole terminal, by --mcc: a line that says it would not be heard.
    for (const [line, told] of [
      ['juggle 1', /cannot "juggle"\..*\n.*pos --help/],
      ['tap 1 mcc=5812', /"mcc=5812" is not understood here\.\n.*pos --help/],
      ['tap one', /"one" is not understood here/],
      ['tap 1.234', /"1\.234" is not an amount in USD/],
      ['tap 1 currency=XXZ', /XXZ is not an ISO 4217 currency code/],
    ] as const) {
      const { code, err } = await pos(line);
      assert.match(err, told);
      assert.equal(code, 2, err);
    }
  });

  await t.test('the operator sees how the network is answered', async () => {
    const answer = await fetch(`${server.url}/metrics`, {
      headers: { 'x-api-key': server.operatorKey },
    });
    const text = await answer.text();
    assert.match(text, /cardwright_network_messages_total\{type="0100",code="55",outcome="answered"\} 1/);
  });

  await t.test('it stops with its line still open', async () => {
    const { network } = JSON.parse(await readFile(join(server.dataDir, 'ready.json'), 'utf8')) as {
      network: string;
    };
    assert.match(network, /^127\.0\.0\.1:\d+$/);
    assert.equal(await server.stop(), 0);
  });
});
