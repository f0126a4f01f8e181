import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { newCompany, run, startCardwright } from '../support/cardwright.ts';
import type { Run } from '../support/cardwright.ts';
import { aCard } from '../support/cardwright.ts';
import { until } from '../support/until.ts';
import { root } from './pages.ts';

/** What of `examples/books/books.mjs` is looked at here. */
interface Books {
  take(event: object): boolean;
  card(id: string): object;
  holding(opening: bigint): object;
  wallet(id: string): object;
  readonly movements: ReadonlyMap<string, { readonly status: string }>;
}
const { createBooks } = (await import(pathToFileURL(join(root, 'examples/books/books.mjs')).href)) as {
  createBooks: () => Books;
};

const server = await startCardwright();
after(() => server.stop());

const says = async (receiver: Run, what: RegExp): Promise<RegExpExecArray> => {
  await until(() => {
    assert.equal(receiver.child.exitCode, null, receiver.output());
    return Promise.resolve(what.test(receiver.output()));
  });
  return what.exec(receiver.output())!;
};

/** A purchase makes an event: the receiver says that it is genuine, and refuses one that is not. */
async function receives(receiver: Run, url: string, buy: () => Promise<unknown>): Promise<void> {
  await buy();
  await says(receiver, /verified: CARDS CLEARING PENDING\n\{/);
  // Whoever goes away in the middle of a body ends nothing.
  const { hostname, port } = new URL(url);
  const gone = connect(Number(port), hostname);
  gone.end('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"ope');
  await once(gone.resume(), 'close');
  // The last one is as long as a good one in characters, not in bytes.
  for (const signature of ['v1,Zm9yZ2Vk', '', `v1,${'\u00e9'.repeat(44)}`]) {
    const forged = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'evt_forged',
        'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
        'webhook-signature': signature,
      },
      body: '{"operation":"CARDS"}',
    });
    assert.equal(forged.status, 401);
  }
}

test('the receiver without dependencies makes its endpoint, and verifies what comes', async () => {
  const { client, apiKey } = await newCompany(server);
  const { id } = await client.createCard(aCard);
  const settings = { CARDWRIGHT_URL: server.url, CARDWRIGHT_API_KEY: apiKey };
  const receiver = run(settings, process.execPath, [join(root, 'examples/receiver.mjs')]);
  const [, url = ''] = await says(receiver, /receiving at (\S+) as whe_/);
  await receives(receiver, url, () => client.simulateAuthorization({ card_id: id, amount: '1.00' }));
});

test('the receiver with the Standard Webhooks library verifies what comes', async () => {
  const { client } = await newCompany(server);
  const { id } = await client.createCard(aCard);
  const endpoint = await client.createWebhookEndpoint({ url: 'http://127.0.0.1:9/' });
  const settings = { WEBHOOK_SECRET: endpoint.secret, PORT: '0' };
  const receiver = run(settings, process.execPath, [join(root, 'examples/standard-webhooks/receiver.mjs')]);
  const [, url = ''] = await says(receiver, /receiving at (\S+)/);
  await client.changeWebhookEndpoint({ endpointId: endpoint.id, url });
  await receives(receiver, url, () => client.simulateAuthorization({ card_id: id, amount: '1.00' }));
});

test('books of events alone are the same in whatever order and however often they come', () => {
  const event = (name: string, data: object, at: number): object => {
    const [operation, sub_operation, status] = name.split('.');
    return { operation, sub_operation, operation_id: `evt_${at}`, status, data };
  };
  const purchase = (sequence: number, totals: object, held: string, posted: string) => ({
    card_id: 'card_1',
    transaction_id: 'tx_1',
    sequence,
    totals: { cleared: '0.00', refunded: '0.00', held: '0.00', ...totals },
    fee_totals: { held, posted },
  });
  const token = { symbol: 'USDC' };
  const stay = (movement_id: string, sequence: number, net_amount: string) => ({
    movement_id,
    sequence,
    wallet_id: 'vw_1',
    // The same transfer, which left the chain and was mined again.
    transaction_hash: '0x1',
    net_amount,
    token,
  });
  const sent = (sequence: number) => ({
    movement_id: 'mov_3',
    sequence,
    wallet_id: 'vw_1',
    amount: '2.5',
    token,
  });
  const all = [
    event('CARDS.VIRTUAL_BALANCE.SUCCESS', { card_id: 'card_1', change: 'set', amount: '100.00' }, 1),
    event('CARDS.CLEARING.PENDING', purchase(1, { held: '50.00' }, '1.00', '0.00'), 2),
    event('CARDS.CLEARING.SUCCESS', purchase(2, { held: '20.00', cleared: '30.00' }, '0.40', '0.60'), 3),
    event(
      'CARDS.REFUND.SUCCESS',
      purchase(3, { held: '20.00', cleared: '30.00', refunded: '5.00' }, '0.40', '0.60'),
      4,
    ),
    event(
      'CARDS.DEPOSIT.SUCCESS',
      { movement_id: 'mov_4', sequence: 2, card_id: 'card_1', net_amount: '9.90', holding_amount: '9.91' },
      5,
    ),
    event('VIRTUAL_WALLETS.DEPOSIT.SUCCESS', stay('mov_1', 2, '7'), 6),
    event('VIRTUAL_WALLETS.DEPOSIT.CANCELLED', stay('mov_1', 3, '7'), 7),
    event('VIRTUAL_WALLETS.DEPOSIT.SUCCESS', stay('mov_2', 2, '7'), 8),
    event('VIRTUAL_WALLETS.WITHDRAW.SUCCESS', sent(2), 9),
    event('VIRTUAL_WALLETS.WITHDRAW.FAILED', sent(4), 10),
  ];
  for (let turn = 0; turn < all.length; turn++) {
    const books = createBooks();
    // Each order begins elsewhere and goes round in steps that meet all, some twice.
    for (let at = 0; at < all.length + 4; at++) books.take(all[(turn + at * 7) % all.length]!);
    assert.deepEqual(books.card('card_1'), { posted: 8430n, held: 2040n, available: 6390n });
    assert.deepEqual(books.holding(10_000n), { posted: 8431n, held: 2040n, available: 6391n });
    assert.deepEqual(books.wallet('vw_1'), { USDC: 7n * 10n ** 18n });
    assert.equal(books.movements.get('mov_3')?.status, 'FAILED');
  }
});
