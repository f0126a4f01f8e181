import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ApiError } from '../../sdk/index.ts';
import { aCard, newCompany, startCardwright, verifyBooks } from '../support/cardwright.ts';

const server = await startCardwright();
after(() => server.stop());
const { client, apiKey } = await newCompany(server);
const card = await client.createCard(aCard);
const stranger = await newCompany(server);
const strangersCard = await stranger.client.createCard(aCard);

const readOnly = (await client.createKey({ name: 'reads', level: 1 })).key;
const cardsOnly = (await client.createKey({ name: 'cards', level: 2, products: ['cards'] })).key;

interface Answer {
  readonly status: number;
  readonly code: unknown;
  readonly details: readonly { readonly field: string; readonly message: string }[];
}

/** Sends bytes as they are, as no client would. */
async function send(
  body: string | Uint8Array<ArrayBuffer> | undefined,
  {
    path = '/simulate/authorizations',
    key = apiKey,
    type = 'application/json',
    method = 'POST',
    headers = {},
  }: {
    path?: string;
    key?: string | undefined;
    type?: string;
    method?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: { ...(key !== '' && { 'x-api-key': key }), 'content-type': type, ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const { code, message, trace_id, details = [] } = JSON.parse(text) as Record<string, unknown>;
  assert.match(String(trace_id), /^[0-9a-f]{32}$/);
  assert.equal(response.headers.get('x-trace-id'), trace_id);
  assert.ok(String(message).length > 10, text);
  assert.doesNotMatch(text, /\bat \/|node:|SELECT|undefined/);
  return { status: response.status, code, details: details as Answer['details'] };
}

const swipe = (members: Record<string, unknown>): string =>
  JSON.stringify({ card_id: card.id, amount: 1, ...members });

async function refused(answer: Promise<Answer>, status: number, code: string, field?: string): Promise<void> {
  const got = await answer;
  assert.deepEqual([got.status, got.code], [status, code]);
  if (field !== undefined)
    assert.ok(
      got.details.some((detail) => detail.field === field),
      JSON.stringify(got),
    );
}

const cases: readonly [
  what: string,
  ask: () => Promise<Answer>,
  status: number,
  code: string,
  field?: string,
][] = [
  ['malformed JSON', () => send('{"amount": 1'), 400, 'MALFORMED_JSON'],
  ['JSON that is no object', () => send('[1, 2]'), 400, 'VALIDATION_ERROR'],
  ['bytes that are no UTF-8', () => send(Buffer.from([0x7b, 0xff, 0x7d])), 400, 'MALFORMED_JSON'],
  [
    'a NUL in a text',
    () => send(swipe({ merchant: { name: 'a\0b' } })),
    400,
    'VALIDATION_ERROR',
    'merchant.name',
  ],
  ['a text for a number', () => send(swipe({ amount: 'plenty' })), 400, 'VALIDATION_ERROR', 'amount'],
  ['a list for an object', () => send(swipe({ merchant: ['shop'] })), 400, 'VALIDATION_ERROR', 'merchant'],
  ['nothing for a number', () => send(swipe({ amount: null })), 400, 'VALIDATION_ERROR', 'amount'],
  ['a missing member', () => send(JSON.stringify({ card_id: card.id })), 400, 'VALIDATION_ERROR', 'amount'],
  ['a negative amount', () => send(swipe({ amount: -1 })), 400, 'VALIDATION_ERROR', 'amount'],
  ['a negative amount in words', () => send(swipe({ amount: '-0.01' })), 400, 'VALIDATION_ERROR', 'amount'],
  ['an absurd amount', () => send(swipe({ amount: 1e30 })), 400, 'VALIDATION_ERROR', 'amount'],
  [
    'an amount beyond words',
    () => send(swipe({ amount: '9'.repeat(400) })),
    400,
    'VALIDATION_ERROR',
    'amount',
  ],
  ['infinity', () => send(`{"card_id": "${card.id}", "amount": 1e999}`), 400, 'VALIDATION_ERROR', 'amount'],
  ['three decimals in USD', () => send(swipe({ amount: 1.005 })), 400, 'VALIDATION_ERROR', 'amount'],
  [
    'a decimal in JPY',
    () => send(swipe({ amount: 10.5, currency: 'JPY' })),
    400,
    'VALIDATION_ERROR',
    'amount',
  ],
  ['a currency of no form', () => send(swipe({ currency: 'dollars' })), 400, 'VALIDATION_ERROR', 'currency'],
  [
    'a body of 2 MiB',
    () => send(swipe({ merchant: { name: 'x'.repeat(2 * 1024 * 1024) } })),
    413,
    'BODY_TOO_LARGE',
  ],
  [
    'a form instead of JSON',
    () => send('amount=1', { type: 'application/x-www-form-urlencoded' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['no key', () => send(swipe({}), { key: '' }), 401, 'API_ERROR'],
  [
    'a wrong key',
    () => send(swipe({}), { key: `${apiKey.slice(0, -1)}${apiKey.endsWith('a') ? 'b' : 'a'}` }),
    401,
    'API_ERROR',
  ],
  ['a key of too low a level', () => send(swipe({}), { key: readOnly }), 401, 'API_ERROR'],
  ['a key without this product', () => send(swipe({}), { key: cardsOnly }), 401, 'API_ERROR'],
  [
    'the operator’s key where a company’s is needed',
    () => send(swipe({}), { key: server.operatorKey }),
    401,
    'API_ERROR',
  ],
  [
    'a company’s key where the operator’s is needed',
    () => send('{"name":"mine"}', { path: '/operator/companies' }),
    401,
    'API_ERROR',
  ],
  [
    'an unknown card',
    () => send(swipe({ card_id: 'card_0197f2c0-9a4e-7cc0-8000-0123456789ab' })),
    404,
    'NOT_FOUND',
  ],
  ['an ill-formed card id', () => send(swipe({ card_id: "card_'; DROP TABLE cards" })), 404, 'NOT_FOUND'],
  ['a card of another company', () => send(swipe({ card_id: strangersCard.id })), 404, 'NOT_FOUND'],
  ['a path that is not', () => send('{}', { path: '/nowhere' }), 404, 'NOT_FOUND'],
  [
    'a method that is not',
    () => send('{}', { path: '/cards/virtual-cards/list' }),
    405,
    'METHOD_NOT_ALLOWED',
  ],
];
for (const [what, ask, status, code, field] of cases)
  test(`${what} is refused with ${status} ${code}`, () => refused(ask(), status, code, field));

test('what belongs to another company is not there, whatever is asked of it', async () => {
  const cardId = strangersCard.id;
  const bought = await stranger.client.simulateAuthorization({ card_id: cardId, amount: 5 });
  const transactionId = bought.transaction!.id;
  const asked: (() => Promise<unknown>)[] = [
    () => client.getCard({ cardId }),
    () => client.freezeCard({ cardId, freeze: true }),
    () => client.changeCardLimits({ cardId, daily_limit: 1 }),
    () => client.deleteCard({ cardId }),
    () => client.searchCardTransactions({ cardId, operations: ['AUTHORIZATION'] }),
    () => client.getCardTransaction({ cardId, transactionId }),
    () => client.getCardTransaction({ cardId: card.id, transactionId }),
    () => client.simulateClearing({ transactionId }),
    () => client.simulateCancellation({ transactionId }),
  ];
  for (const ask of asked)
    await assert.rejects(
      ask,
      (error) => error instanceof ApiError && error.code === 'NOT_FOUND',
      ask.toString(),
    );
});

test('an idempotency key with another body is refused, with the same body it gives the first answer', async () => {
  const options = { idempotencyKey: 'order-1' };
  const input = { card_id: card.id, amount: '3.00' };
  const first = await client.simulateAuthorization(input, options);
  const again = await client.simulateAuthorization(input, options);
  assert.deepEqual(again, first);
  await assert.rejects(client.simulateAuthorization({ ...input, amount: '4.00' }, options), {
    code: 'IDEMPOTENCY_KEY_REUSED',
    status: 409,
  });
  const { total_elements } = await client.searchCardTransactions({
    cardId: card.id,
    operations: ['AUTHORIZATION'],
  });
  assert.equal(total_elements, 1);
});

test('none of all this has moved anything', async () => {
  const holding = await client.getCardHolding();
  assert.equal(holding.warranty_balance, 999_997);
  const report = await verifyBooks(server);
  assert.ok(report.sound, JSON.stringify(report.listed));
  assert.doesNotMatch(server.output(), /"level":"(error|fatal)"/);
});
