import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCurrency } from '../../kernel/currencies.ts';
import { redacted } from '../../kernel/redacted.ts';
import { wallClock } from '../../platform/clock.ts';
import { textOf } from '../message.ts';
import type { Message } from '../message.ts';
import { testWire, zoneKey, type Plastic } from '../testing/wire.ts';
import { createTerminal } from './terminal.ts';
import type { Amount, Exchange, TerminalCard } from '../index.ts';

const wire = await testWire();
const { plastic, ends, events, world } = wire;

const usd = (cents: bigint): Amount => {
  const currency = findCurrency('USD');
  assert.ok(currency);
  return { minor: cents, currency };
};
const code = ({ answer }: Exchange): string | undefined => answer && textOf(answer, 39);
const place = {
  merchantId: 'CORNER',
  terminalId: 'TERM0001',
  name: 'Corner Shop',
  city: 'New York',
  country: 'US',
  mcc: '5411',
  acquirer: '123456',
};
const terminal = createTerminal({
  ask: (message) => wire.client.ask(message),
  place,
  clock: wallClock,
  zoneKey,
});

function inHand({ card, pan }: Plastic): TerminalCard {
  const last = new Date(card.expiresAt.getTime() - 1);
  const expiry = `${String(last.getUTCFullYear()).slice(-2)}${String(last.getUTCMonth() + 1).padStart(2, '0')}`;
  return { pan: redacted(pan), expiry };
}

test('inserted with a PIN, tapped, swiped, typed in a shop and over the telephone', async () => {
  const card = await plastic();
  const mine = inHand(card);
  await world.cards.setPin(card.card.company, card.card.id, redacted('1234'));
  const pin = redacted('1234');
  assert.equal(
    code(await terminal.sell(mine, { kind: 'purchase', entry: 'insert', amount: usd(100n), pin })),
    '00',
  );
  for (const entry of ['tap', 'swipe', 'ecommerce', 'moto'] as const)
    assert.equal(
      code(await terminal.sell(mine, { kind: 'purchase', entry, amount: usd(100n) })),
      '00',
      entry,
    );
  const wrong = { kind: 'purchase', entry: 'ecommerce', amount: usd(100n), cvv: redacted('0000') } as const;
  assert.equal(code(await terminal.sell(mine, wrong)), 'N7');
  await ends(card, '995.00', '5.00');
  assert.deepEqual(
    world.events.filter(({ data }) => data['card_id'] === card.card.id).map(({ data }) => data['channel']),
    ['POS', 'POS', 'POS', 'ECOMMERCE', 'MOTO', 'ECOMMERCE'],
  );
});

test('cash, cash back, partial approval, balance, verification, refund', async () => {
  const card = await plastic('100.00');
  const mine = inHand(card);
  const cash = { kind: 'cash', entry: 'insert', amount: usd(6_000n), isSingle: true } as const;
  assert.equal(code(await terminal.sell(mine, cash)), '00');
  const cashback = { kind: 'purchase', entry: 'insert', amount: usd(1_000n), cashback: usd(500n) } as const;
  assert.equal(code(await terminal.sell(mine, cashback)), '00');
  const part = { kind: 'purchase', entry: 'tap', amount: usd(9_000n), takesPartialApproval: true } as const;
  assert.equal(code(await terminal.sell(mine, part)), '10');
  assert.equal(code(await terminal.sell(mine, { kind: 'balance', entry: 'insert' })), '00');
  assert.equal(code(await terminal.sell(mine, { kind: 'verify', entry: 'ecommerce' })), '85');
  const refund = { kind: 'refund', entry: 'tap', amount: usd(700n), isSingle: true } as const;
  assert.equal(code(await terminal.sell(mine, refund)), '00');
  await ends(card, '7.00', '40.00');
});

test('a purchase through its life: increased, completed, cleared in parts, refunded', async () => {
  const card = await plastic();
  const sold = await terminal.sell(inHand(card), { kind: 'purchase', entry: 'insert', amount: usd(5_000n) });
  assert.equal(code(await terminal.increase(sold.request, usd(3_000n))), '00');
  await ends(card, '920.00', '80.00');
  await terminal.complete(sold.request, usd(7_000n));
  await terminal.clear(sold.request, usd(2_000n), false);
  await ends(card, '930.00', '50.00');
  await terminal.clear(sold.request, usd(4_000n), true);
  await terminal.refund(sold.request, usd(1_000n));
  await ends(card, '950.00');
  const again = await terminal.repeat(sold.request);
  assert.equal(again.request.mti, '0101');
  assert.equal(code(again), '00');
});

test('no answer comes: the terminal reverses, says it until it is heard, and nothing stays held', async () => {
  const card = await plastic();
  const asked: string[] = [];
  const deaf = createTerminal({
    // The line swallows the answers to the purchase and to the first two reversals.
    ask: async (message: Message) => {
      asked.push(message.mti);
      const answer = await wire.client.ask(message);
      if (asked.length <= 3) throw new Error('no answer');
      return answer;
    },
    place,
    clock: wallClock,
  });
  const sold = await deaf.sell(inHand(card), { kind: 'purchase', entry: 'tap', amount: usd(2_500n) });
  assert.equal(sold.answer, undefined);
  assert.equal(code(await deaf.reverse(sold.request)), '00');
  assert.deepEqual(asked, ['0100', '0420', '0421', '0421']);
  await ends(card, '1000.00');
  assert.deepEqual(events(card), ['CLEARING/PENDING', 'REVERSAL/SUCCESS']);
});

test('signs on and off', async () => {
  for (const what of ['001', '301', '002']) assert.equal(code(await terminal.manage(what)), '00');
});
