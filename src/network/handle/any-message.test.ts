import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sql } from '../../platform/database.ts';
import type { Client } from '../client.ts';
import { isAdvice } from '../meaning/answer.ts';
import type { FieldValue, Message } from '../message.ts';
import { textOf } from '../message.ts';
import { field4, field90, field95, testWire, type Plastic } from '../testing/wire.ts';

const wire = await testWire();
const { connect, message, plastic, world } = wire;
/** So long, in ms, that no stall of a machine is taken for a message without an answer. */
const longMs = 60_000;
const line = (): Promise<Client> => connect({ limits: { answerMs: longMs } });
const client = await line();

const amounts = fc.constantFrom('0.00', '0.01', '5.00', '12.34', '60.00', '1500.00');

/** A field that may stand in any message, rightly or not. */
const oddities: fc.Arbitrary<Readonly<Record<number, FieldValue | null>>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc
    .constantFrom('000000', '010000', '090000', '200000', '310000', '330000', '990000')
    .map((code) => ({ 3: code })),
  fc.constantFrom('1003', '1100', '2100', '3900', '0000').map((reason) => ({ 60: reason })),
  fc.constantFrom('00', '05', '10', '91').map((code) => ({ 39: code })),
  fc.constantFrom('978', '392', '963', '000', null).map((currency) => ({ 49: currency })),
  amounts.map((amount) => ({ 6: field4(amount), 51: '840', 49: '978' })),
  amounts.map((amount) => ({ 95: field95(amount) })),
  fc
    .constantFrom('61051    ', '6315NTI000000000001', '6315NTI000000000002', 'x')
    .map((text) => ({ 48: text })),
  fc.constant({ 52: new Uint8Array(8) }),
  fc.constant({ 37: null }),
  fc.constant({ 4: null }),
  fc.constant({ 28: 'D00000100' }),
);

const most = 40;

const plays = fc.array(
  fc.record({
    mti: fc.constantFrom(
      '0100',
      '0100',
      '0101',
      '0120',
      '0121',
      '0200',
      '0220',
      '0220',
      '0221',
      '0400',
      '0420',
      '0421',
    ),
    card: fc.nat(3),
    amount: amounts,
    /** Which of the messages before it is about: its reference, its key, its field 90. */
    about: fc.option(fc.record({ which: fc.nat(30), how: fc.constantFrom('reference', 'key', 'original') }), {
      freq: 3,
    }),
    odd: oddities,
  }),
  { minLength: 20, maxLength: most },
);
type Played = typeof plays extends fc.Arbitrary<infer T> ? T : never;

const transactionsOf = sql(
  'test.transactionsOf',
  'SELECT id, held + atm_fee_held + fx_fee_held AS held FROM card_transactions WHERE company_id = $1',
);
const holdsOf = sql(
  'test.holdsOfCompany',
  'SELECT coalesce(sum(held), 0) AS held FROM ledger_holds WHERE company_id = $1',
);

const overTaken = sql(
  'test.overTaken',
  `SELECT e.transaction_id, e.number FROM card_entries e
   JOIN network_takings t ON t.company_id = e.company_id AND t.transaction_id = e.transaction_id AND t.entry_number = e.number
   WHERE e.company_id = $1 GROUP BY e.company_id, e.transaction_id, e.number, e.bill HAVING sum(t.bill) > e.bill`,
);

/** Totals are the sums of the entries, the ledger holds what the purchases say, and of no entry more is taken back than it brought. */
async function audit({ card }: Plastic): Promise<void> {
  const rows = await world.database.query<{ id: `tx_${string}`; held: bigint }>(transactionsOf, [
    card.company,
  ]);
  for (const { id } of rows)
    await world.audit({ company: card.company, id } as Parameters<typeof world.audit>[0]);
  const [ledger] = await world.database.query<{ held: bigint }>(holdsOf, [card.company]);
  assert.equal(
    ledger?.held,
    rows.reduce((sum, { held }) => sum + held, 0n),
  );
  assert.deepEqual(await world.database.query(overTaken, [card.company]), []);
}

/** The messages of a play, each of a card, some about earlier ones. */
async function write(
  played: Played,
): Promise<{ readonly cards: readonly Plastic[]; readonly messages: Message[] }> {
  const cards = [
    await plastic('100.00'),
    await plastic(),
    await plastic('0', { approvalMethod: 'NONE' }),
    await plastic('0', { approvalMethod: 'WEBHOOK' }),
  ];
  for (const { card } of cards)
    await world.cards.changeProgram(card.company, { atmFee: 150n, fxFeePpm: 12_345n });
  const messages: Message[] = [];
  for (const { mti, card, amount, about, odd } of played) {
    const earlier = about === null ? undefined : messages[about.which % Math.max(1, messages.length)];
    const link: Record<number, FieldValue | null> = {};
    if (earlier !== undefined && about !== null) {
      const numbers = about.how === 'key' ? [7, 11, 32, 37] : [37];
      for (const number of numbers) link[number] = earlier.fields[number] ?? null;
      if (about.how === 'original') link[90] = field90(earlier);
    }
    const of = cards[card];
    assert.ok(of);
    messages.push(message(mti, of, amount, { ...link, ...odd }));
  }
  return { cards, messages };
}

async function check(to: Client, sent: Message): Promise<void> {
  const code = textOf(await to.ask(sent, longMs), 39);
  assert.ok(code !== undefined && code !== '96' && code !== '91', `a ${sent.mti} was answered ${code}`);
  if (isAdvice(sent.mti)) assert.equal(code, '00');
}

const runs = { numRuns: 10, endOnFailure: true };

test('whatever comes in whatever order is answered, never as an error of ours, and the books agree', async () => {
  await fc.assert(
    fc.asyncProperty(plays, async (played) => {
      const { cards, messages } = await write(played);
      for (const each of messages) await check(client, each);
      for (const card of cards) await audit(card);
    }),
    runs,
  );
});

test('the same with all of it at once, over many connections', async () => {
  const lines = await Promise.all(Array.from({ length: most }, line));
  await fc.assert(
    fc.asyncProperty(plays, async (played) => {
      const { cards, messages } = await write(played);
      await Promise.all(messages.map((each, at) => check(lines[at] ?? client, each)));
      for (const card of cards) await audit(card);
    }),
    runs,
  );
});
