import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { SignatureMismatch, verifyWebhook } from './webhooks.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const body = JSON.stringify({ operation: 'CARDS', operation_id: 'evt_1', data: { bill_amount: '12.50' } });

const headersOf = (sentAt = new Date(), by = secret): Record<string, string> => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
  'webhook-signature': new Webhook(by).sign('evt_1', sentAt, body),
});

test('a webhook as the published package signs it is read', async () => {
  assert.equal((await verifyWebhook(secret, headersOf(), body)).operation_id, 'evt_1');
  assert.equal((await verifyWebhook(secret, new Headers(headersOf()), Buffer.from(body))).operation, 'CARDS');
  const shouting = Object.fromEntries(
    Object.entries(headersOf()).map(([name, value]) => [name.toUpperCase(), value]),
  );
  assert.ok(await verifyWebhook(secret, shouting, body));
});

test('while a secret is rotated, either side may be ahead', async () => {
  const headers = headersOf();
  headers['webhook-signature'] =
    `v1a,bm90IG91cnM= ${headersOf(new Date(), other)['webhook-signature']} ${headers['webhook-signature']}`;
  assert.ok(await verifyWebhook(secret, headers, body));
  assert.ok(await verifyWebhook([other, secret], headersOf(), body));
});

test('what can only be a slip of the receiver is no refusal of a webhook', async () => {
  for (const none of [undefined, '', 'whsec_', 'whsec_*', [secret, undefined]])
    await assert.rejects(verifyWebhook(none as string, headersOf(), body), {
      name: 'TypeError',
      message: 'A webhook secret is whsec_ and base64.',
    });
  await assert.rejects(verifyWebhook(secret, headersOf(), JSON.parse(body) as string), {
    name: 'TypeError',
    message: /before any JSON parser/,
  });
});

const refused: [name: string, call: () => Promise<unknown>][] = [
  ['of another secret', () => verifyWebhook(other, headersOf(), body)],
  ['with another body', () => verifyWebhook(secret, headersOf(), body.replace('12.50', '99.50'))],
  ['with another id', () => verifyWebhook(secret, { ...headersOf(), 'webhook-id': 'evt_2' }, body)],
  ['of ten minutes ago', () => verifyWebhook(secret, headersOf(new Date(Date.now() - 600_000)), body)],
  ['of ten minutes from now', () => verifyWebhook(secret, headersOf(new Date(Date.now() + 600_000)), body)],
  ['without a time', () => verifyWebhook(secret, { ...headersOf(), 'webhook-timestamp': 'soon' }, body)],
  ['without headers', () => verifyWebhook(secret, {}, body)],
  [
    'with a signature that is no base64',
    () => verifyWebhook(secret, { ...headersOf(), 'webhook-signature': 'v1,***' }, body),
  ],
];
for (const [name, call] of refused)
  test(`a webhook ${name} is refused`, () => assert.rejects(call, SignatureMismatch));
