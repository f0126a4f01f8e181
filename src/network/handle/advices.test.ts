import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '../../platform/database.ts';
import type { FieldValue } from '../index.ts';
import { field4, field90, field95, testWire, type Plastic } from '../testing/wire.ts';

// An advice tells of money that has moved: what plays no part in the booking must not keep it out of the books.
const wire = await testWire();
const { about, ask, ends, message, plastic, world } = wire;

const odd: readonly (readonly [string, (card: Plastic) => Readonly<Record<number, FieldValue>>])[] = [
  ['an expiry date of zeros', () => ({ 14: '0000' })],
  ['a thirteenth month', () => ({ 14: '2913' })],
  ['a thirteenth month on the track', ({ pan }) => ({ 35: `${pan}=2913101` })],
  ['a track without a card number', () => ({ 35: '=49121010000' })],
  ['a chip whose card number is none', () => ({ 55: [{ tag: '5A', value: Buffer.from('ABCDEF', 'hex') }] })],
  ['additional amounts of another form', () => ({ 54: '0'.repeat(18) })],
  ['more cash than the amount', () => ({ 54: `0040840D${field4('500.00')}` })],
  ['a billing currency of nobody, and no billed amount', () => ({ 51: '000' })],
  ['a moment that no clock shows', () => ({ 7: '0000000000' })],
];

for (const [what, changes] of odd)
  test(`an advice with ${what} is booked all the same`, async () => {
    const card = await plastic();
    await ask(message('0120', card, '5.00', changes(card)));
    await ends(card, '995.00', '5.00');
    const clearing = message('0220', card, '7.00', changes(card));
    await ask(clearing);
    await ends(card, '988.00', '5.00');
    await ask(about(clearing, '0420', { ...changes(card), 90: field90(clearing) }));
    await ends(card, '995.00', '5.00');
  });

test('a reversal with a charge and no currency takes back all that is left', async () => {
  const card = await plastic();
  const request = message('0100', card, '5.00');
  await ask(request);
  await ask(about(request, '0420', { 4: null, 28: 'D00000100', 49: null, 90: field90(request) }));
  await ends(card, '1000.00');
});

test('an advice of what the terminal or its chip approved offline is booked (Y1, Y3), and so is one with 16', async () => {
  for (const code of ['Y1', 'Y3', '16']) {
    const card = await plastic();
    await ask(message('0120', card, '5.00', { 39: code }));
    await ends(card, '995.00', '5.00');
    await ask(message('0220', card, '7.00', { 39: code }));
    await ends(card, '988.00', '5.00');
  }
  const card = await plastic();
  for (const code of ['Z1', 'Z3', '05']) await ask(message('0220', card, '7.00', { 39: code }));
  await ends(card, '1000.00');
});

test('an advice with other contents under the key of another one is an error in the log, since nothing of it is booked', async () => {
  const card = await plastic();
  const clearing = message('0220', card, '50.00');
  assert.equal(await ask(clearing), '00');
  for (const [amount, errors] of [
    ['50.00', []],
    ['70.00', ['an advice that could not be booked']],
  ] as const) {
    const from = wire.lines.length;
    assert.equal(await ask({ mti: '0221', fields: { ...clearing.fields, 4: field4(amount) } }), '00');
    const lines = wire.lines.slice(from);
    assert.deepEqual(
      lines.filter(({ level }) => level === 50).map(({ msg }) => msg),
      errors,
    );
    assert.equal(
      lines.some(({ decided }) => decided === 'N006'),
      errors.length > 0,
    );
  }
  await ends(card, '950.00');
});

test('a reversal of which more is to remain than there was is refused, and no amount below zero is written down', async () => {
  const card = await plastic();
  for (const request of [message('0220', card, '50.00'), message('0220', card, '20.00', { 3: '200000' })]) {
    await ask(request);
    const reversal = about(request, '0400', { 90: field90(request), 95: field95('80.00') });
    assert.equal(await ask(reversal), '25');
  }
  await ends(card, '970.00');
  const refused = await world.database.query<{ bill: bigint }>(
    sql('test.refusedBills', `SELECT bill FROM card_entries WHERE card_id = $1 AND kind = 'decline'`),
    [card.card.id],
  );
  assert.deepEqual(
    refused.map(({ bill }) => bill),
    [0n, 0n],
  );
});

for (const { name, mti, request } of [
  { name: 'an authorization', mti: '0120', request: '0100' },
  { name: 'a single message', mti: '0220', request: '0200' },
] as const)
  test(`what was approved in our stead of ${name} that never came is booked once, told under its own trace number and by field 90`, async () => {
    for (const isNamedFirst of [true, false]) {
      const card = await plastic();
      const lost = message(request, card, '50.00');
      const same = { mti, fields: { ...lost.fields, 60: '1003' } };
      const naming = about(lost, mti, { 60: '1003', 90: field90(lost) });
      const [first, second] = isNamedFirst ? [naming, same] : [same, naming];
      // The first is booked after the other has looked for what there is of its purchase, and before that is booked.
      let other = async (): Promise<unknown> => ask(first);
      const client = await wire.connect({
        elsewhere: true,
        submit: async (operation) => {
          const before = other;
          other = () => Promise.resolve();
          await before();
          return world.authorizations.submit(operation);
        },
      });
      assert.equal((await client.ask(second)).fields[39], '00');
      await ends(card, '950.00', mti === '0120' ? '50.00' : '0.00');
      assert.equal(await ask(lost), '94');
      assert.equal(await ask(about(lost, '0420', { 60: null, 90: field90(lost) })), '00');
      await ends(card, '1000.00');
    }
  });
