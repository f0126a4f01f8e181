import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { formatAmount } from '../../kernel/money.ts';
import { createCodec } from '../codec/codec.ts';
import { iso1987Ascii } from '../dialects/iso1987-ascii.ts';
import type { Fields, FieldValue, Message } from '../message.ts';
import { vectors } from '../vectors/vectors.ts';
import { answerTo, answerType } from './answer.ts';
import { keyOf, keyText, originalKeyOf } from './key.ts';
import { readNetworkMessage } from './read.ts';
import type { Amount, NetworkMessage, Refusal } from './types.ts';
import { writeAnswer } from './write.ts';

const pan = '4111111111111111';

const base: Fields = {
  2: pan,
  3: '000000',
  4: '000000005500',
  7: '0105093105',
  11: '000123',
  14: '3012',
  18: '5411',
  22: '051',
  25: '00',
  32: '123456',
  37: '600509000123',
  41: 'TERM0001',
  42: 'MERCHANT0000001',
  43: 'ACME SUPERMARKET         SPRINGFIELD  US',
  49: '840',
};

/** A purchase with fields changed; null leaves one out. */
function message(mti: string, changes: Readonly<Record<number, FieldValue | null>> = {}): Message {
  const fields = Object.fromEntries(
    Object.entries({ ...base, ...changes }).filter(
      (entry): entry is [string, FieldValue] => entry[1] !== null,
    ),
  );
  return { mti, fields };
}

function read(mti: string, changes: Readonly<Record<number, FieldValue | null>> = {}): NetworkMessage {
  const meaning = readNetworkMessage(message(mti, changes));
  assert.ok(!('code' in meaning), inspect(meaning));
  return meaning;
}

function refusal(mti: string, changes: Readonly<Record<number, FieldValue | null>>): Refusal {
  const meaning = readNetworkMessage(message(mti, changes));
  assert.ok('code' in meaning, 'was understood');
  return meaning;
}

const written = (amount: Amount | null): string | null =>
  amount && `${formatAmount(amount.minor, amount.currency.decimals)} ${amount.currency.code}`;

test('a purchase, in the words of the platform', () => {
  const meaning = read('0100');
  const { card, amount, ...rest } = meaning;
  assert.equal(card.pan.reveal(), pan);
  assert.equal(card.expiry?.reveal(), '3012');
  assert.equal(written(amount), '55.00 USD');
  assert.deepEqual(rest, {
    mti: '0100',
    step: 'authorization',
    kind: 'purchase',
    isAdvice: false,
    isRepeat: false,
    key: {
      acquirer: '123456',
      trace: '000123',
      transmissionTime: '0105093105',
      retrievalReference: '600509000123',
    },
    contents: meaning.contents,
    billing: null,
    conversionRate: null,
    surcharge: null,
    cashback: null,
    remaining: null,
    original: null,
    merchant: {
      id: 'MERCHANT0000001',
      terminal: 'TERM0001',
      name: 'ACME SUPERMARKET',
      city: 'SPRINGFIELD',
      country: 'USA',
      mcc: '5411',
    },
    channel: 'POS',
    initiation: null,
    challenge: null,
    takesPartialApproval: false,
    reason: null,
    isFinal: true,
    approvalCode: null,
    advisedResponse: null,
    networkTransactionId: null,
  });
});

const meanings: readonly [string, string, Readonly<Record<number, FieldValue | null>>, string, string][] = [
  ['a purchase', '0100', {}, 'authorization', 'purchase'],
  ['a repeated purchase', '0101', {}, 'authorization', 'purchase'],
  ['a purchase of nothing', '0100', { 4: '000000000000' }, 'authorization', 'verification'],
  ['a verification', '0100', { 3: '330000', 4: null, 49: null }, 'authorization', 'verification'],
  ['a balance inquiry', '0100', { 3: '311000', 4: null, 49: null }, 'authorization', 'balance_inquiry'],
  [
    'a balance inquiry, single message',
    '0200',
    { 3: '301000', 4: null, 49: null },
    'financial',
    'balance_inquiry',
  ],
  ['cash', '0200', { 3: '011000' }, 'financial', 'cash'],
  ['a cash advance', '0100', { 3: '170000' }, 'authorization', 'cash'],
  ['a purchase with cash back', '0200', { 3: '090000', 54: '0040840D000000002000' }, 'financial', 'cashback'],
  ['a refund that is asked for', '0100', { 3: '200000' }, 'authorization', 'refund'],
  ['a refund that is presented', '0220', { 3: '200000' }, 'clearing', 'refund'],
  ['an increment', '0100', { 60: '3900' }, 'increment', 'purchase'],
  ['stand-in', '0120', { 60: '1003', 39: '00' }, 'advice', 'purchase'],
  ['a completion', '0120', { 60: '1100', 38: 'A1B2C3' }, 'advice', 'purchase'],
  ['a clearing', '0220', { 38: 'A1B2C3' }, 'clearing', 'purchase'],
  ['a reversal', '0400', {}, 'reversal', 'purchase'],
  ['a reversal advice', '0420', { 4: null, 49: null }, 'reversal', 'purchase'],
];

for (const [what, mti, changes, step, kind] of meanings)
  test(`${what}: ${step}, ${kind}`, () => {
    const meaning = read(mti, changes);
    assert.deepEqual([meaning.step, meaning.kind], [step, kind]);
    assert.equal(meaning.isAdvice, mti.charAt(2) === '2');
    assert.equal(meaning.isRepeat, mti.endsWith('1'));
  });

test('reasons: stand-in, completion, not the last presentment', () => {
  assert.equal(read('0120', { 60: '1003' }).reason, 'stand_in');
  assert.equal(read('0120', { 60: '1100' }).reason, 'completion');
  assert.equal(read('0220', { 60: '2100' }).isFinal, false);
  assert.equal(read('0220', { 60: 'something else' }).isFinal, true);
});

test('amounts have the decimals of their currency', () => {
  const meaning = read('0220', {
    4: '000000005000',
    49: '978',
    6: '000000005425',
    51: '840',
    10: '61085000',
  });
  assert.equal(written(meaning.amount), '50.00 EUR');
  assert.equal(written(meaning.billing), '54.25 USD');
  assert.equal(meaning.conversionRate, '1.085000');
  assert.equal(written(read('0100', { 4: '000000000500', 49: '392' }).amount), '500 JPY');
  assert.equal(written(read('0100', { 4: '000000012345', 49: 'KWD' }).amount), '12.345 KWD');
  assert.equal(read('0100', { 10: '70123456' }).conversionRate, '0.012346');
  assert.equal(read('0100', { 10: '00000150' }).conversionRate, '150.000000');
});

test('surcharge, cash back and what remains are in the transaction currency', () => {
  assert.equal(written(read('0200', { 28: 'D00000200' }).surcharge), '2.00 USD');
  assert.equal(written(read('0200', { 28: 'C00000150' }).surcharge), '-1.50 USD');
  assert.equal(written(read('0200', { 3: '090000', 54: '0040840D000000002000' }).cashback), '20.00 USD');
  const partial = read('0420', { 95: '000000001000000000000000D00000000D00000000', 49: '978' });
  assert.equal(written(partial.remaining), '10.00 EUR');
  assert.equal(read('0420').remaining, null);
});

const channels: readonly [string, string, Readonly<Record<number, FieldValue | null>>][] = [
  ['POS', '0100', {}],
  ['POS', '0100', { 22: null, 25: null }],
  ['ECOMMERCE', '0100', { 25: '59' }],
  ['ECOMMERCE', '0100', { 22: '810' }],
  ['ECOMMERCE', '0100', { 22: '100' }],
  ['MOTO', '0100', { 25: '08' }],
  ['ATM', '0200', { 3: '010000', 18: '6011' }],
  ['ATM', '0200', { 3: '010000', 18: null }],
  ['POS', '0200', { 3: '010000', 18: '6010' }],
  ['ATM', '0100', { 3: '310000', 18: '6011' }],
];

for (const [channel, mti, changes] of channels)
  test(`channel ${channel}: ${mti} ${JSON.stringify(changes)}`, () => {
    assert.equal(read(mti, changes).channel, channel);
  });

test('field 48 says CVV, partial approvals, initiation and the network’s id, and another form says nothing', () => {
  const meaning = read('0100', { 48: '9203123610112204M1036315MCC123456789012' });
  assert.equal(meaning.card.cvv?.reveal(), '123');
  assert.equal(meaning.takesPartialApproval, true);
  assert.deepEqual(meaning.initiation, { by: 'merchant', recurring: true });
  assert.equal(meaning.networkTransactionId, 'MCC123456789012');
  assert.deepEqual(read('0100', { 48: '2204C101' }).initiation, { by: 'cardholder', recurring: false });
  for (const other of ['free text', '9203', '92031239203123']) {
    const { card, takesPartialApproval } = read('0100', { 48: other });
    assert.deepEqual([card.cvv, takesPartialApproval], [null, false]);
  }
});

test('the card is found on the track and in the chip, and must be one card', () => {
  const track = `${pan}=30121010000012345678`;
  const chip = (tag: string, hex: string): FieldValue => [
    { tag, value: Uint8Array.from(Buffer.from(hex, 'hex')) },
  ];
  const cards = [
    read('0100', { 2: null, 14: null, 35: track }),
    read('0100', { 2: null, 14: null, 55: chip('57', '4111111111111111D30121010000012345678F') }),
  ];
  for (const { card } of cards) assert.deepEqual([card.pan.reveal(), card.expiry?.reveal()], [pan, '3012']);
  assert.equal(read('0100', { 2: null, 55: chip('5A', '4111111111111111') }).card.pan.reveal(), pan);
  assert.equal(
    read('0100', { 2: null, 55: chip('5A', '4111111111111111110F') }).card.pan.reveal(),
    `${pan}110`,
  );
  assert.equal(refusal('0100', { 35: `5${track.slice(1)}` }).field, 35);
  assert.equal(refusal('0100', { 55: chip('5A', '5111111111111111') }).field, 35);
  assert.equal(refusal('0100', { 35: '=3012101' }).field, 35);
  assert.equal(refusal('0100', { 2: null }).field, 2);
});

test('what is secret does not print', () => {
  const pin = Uint8Array.from(Buffer.from('0412AC89ABCDEF67', 'hex'));
  const meaning = read('0200', { 48: '9203987', 52: pin });
  assert.deepEqual(meaning.card.pinBlock?.reveal(), pin);
  for (const text of [
    JSON.stringify(meaning, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    inspect(meaning, { depth: 9 }),
  ])
    for (const secret of [pan, '987', '3012', '172']) assert.ok(!text.includes(secret), secret);
});

test('a reversal names its original by field 90, or by the retrieval reference', () => {
  const purchase = message('0100');
  const reversal = read('0400', {
    11: '000125',
    7: '0105093140',
    90: '010000012301050931050000012345600000000000',
  });
  assert.ok(reversal.original !== null);
  assert.equal(reversal.original.mti, '0100');
  const key = originalKeyOf(reversal.original, reversal.key.retrievalReference);
  assert.deepEqual(key, keyOf(purchase));
  assert.equal(keyText(key), '123456|000123|0105093105|600509000123');
  assert.equal(read('0400', { 90: '0'.repeat(42) }).original, null);
  assert.equal(refusal('0400', { 37: null }).field, 90);
});

test('a repeat says the same as its original, and other contents do not', () => {
  const { contents } = read('0100');
  assert.equal(read('0101', { 12: '111111' }).contents, contents);
  for (const changes of [{ 4: '000000005501' }, { 49: '978' }, { 3: '010000' }, { 42: 'MERCHANT0000002' }])
    assert.notEqual(read('0100', changes).contents, contents);
  assert.ok(!contents.includes(pan));
});

const refusals: readonly [
  string,
  string,
  Readonly<Record<number, FieldValue | null>>,
  Refusal['code'],
  number,
][] = [
  ['a file update', '0300', {}, 'N004', 0],
  ['an answer', '0110', {}, 'N004', 0],
  ['no trace number', '0100', { 11: null }, 'N004', 11],
  ['no amount', '0100', { 4: null }, 'N004', 4],
  ['no currency', '0100', { 49: null }, 'N004', 49],
  ['a currency that does not exist', '0100', { 49: '000' }, 'N002', 49],
  ['a billing currency that does not exist', '0100', { 6: '000000000100', 51: 'QQQ' }, 'N002', 51],
  ['no billing currency', '0100', { 6: '000000000100' }, 'N004', 51],
  ['nothing to clear', '0220', { 4: '000000000000' }, 'N003', 4],
  ['more cash than the amount', '0200', { 3: '090000', 54: '0040840D000000009900' }, 'N003', 54],
  ['additional amounts of another form', '0200', { 54: '0040840X000000009900' }, 'N004', 54],
  ['a processing code without a meaning', '0100', { 3: '990000' }, 'N004', 3],
  ['a 31 June', '0100', { 7: '0631120000' }, 'N004', 7],
  ['a thirteenth month', '0100', { 14: '3013' }, 'N004', 14],
  ['a replacement that is no amount', '0420', { 95: 'A'.repeat(42) }, 'N004', 95],
  ['a replacement without a currency', '0420', { 4: null, 49: null, 95: '0'.repeat(42) }, 'N004', 49],
];

for (const [what, mti, changes, code, field] of refusals)
  test(`refused: ${what}`, () => {
    const refused = refusal(mti, changes);
    assert.deepEqual([refused.code, refused.field], [code, field]);
  });

test('29 February is a day', () => {
  assert.equal(read('0100', { 7: '0229235959' }).key.transmissionTime, '0229235959');
});

test('whatever is well formed means something or is refused', () => {
  const known = vectors().map(({ fields }) => fields);
  const mti = fc.constantFrom('0100', '0101', '0120', '0121', '0200', '0220', '0400', '0420', '0421', '0600');
  fc.assert(
    fc.property(mti, fc.array(fc.constantFrom(...known), { minLength: 1, maxLength: 4 }), (mti, mixed) => {
      readNetworkMessage({ mti, fields: Object.assign({}, ...mixed) as Fields });
    }),
    { numRuns: 2_000 },
  );
});

const usd = (minor: bigint): Amount => read('0100', { 4: String(minor).padStart(12, '0') }).amount!;

test('an approval has its code, a decline has none, and both echo what identifies the request', () => {
  const request = message('0100');
  const { 14: _expiry, 18: _mcc, 22: _entry, 43: _name, ...echoed } = base;
  assert.deepEqual(writeAnswer(request, { responseCode: '00', approvalCode: '123456' }), {
    mti: '0110',
    fields: { ...echoed, 38: '123456', 39: '00' },
  });
  assert.deepEqual(writeAnswer(request, { responseCode: '51', approvalCode: '123456' }), {
    mti: '0110',
    fields: { ...echoed, 39: '51' },
  });
});

test('a partial approval says what is approved and what was asked', () => {
  const request = message('0100', { 4: '000000004000', 6: '000000004000', 51: '840' });
  const approved = { amount: usd(2500n), billing: usd(2500n) };
  const answer = writeAnswer(
    request,
    { responseCode: '10', approvalCode: 'P25', approved, balance: { available: { ...usd(1n), minor: 0n } } },
    usd(4000n),
  );
  assert.equal(answer.fields[4], '000000002500');
  assert.equal(answer.fields[6], '000000002500');
  assert.equal(answer.fields[38], 'P25   ');
  assert.equal(answer.fields[54], '0057840D0000000040000002840C000000000000');
});

test('a balance inquiry is answered with the balances of the account that was named, below zero as D', () => {
  const request = message('0100', { 3: '311000', 4: null, 49: null });
  const balance = { available: { ...usd(1n), minor: -1250n }, ledger: usd(87500n) };
  const answer = writeAnswer(request, { responseCode: '00', approvalCode: null, balance });
  assert.equal(answer.fields[54], '1001840C0000000875001002840D000000001250');
});

test('an advice is answered 00 whatever was decided', () => {
  for (const mti of ['0120', '0121', '0220', '0420', '0421'])
    assert.equal(writeAnswer(message(mti), { responseCode: '51', approvalCode: null }).fields[39], '00');
});

test('answers: the type plus ten, repeats as their original, answers and notifications none', () => {
  const types = {
    '0100': '0110',
    '0101': '0110',
    '0120': '0130',
    '0121': '0130',
    '0200': '0210',
    '0220': '0230',
    '0400': '0410',
    '0401': '0410',
    '0420': '0430',
    '0421': '0430',
    '0800': '0810',
    '0102': '0112',
  };
  for (const [mti, answer] of Object.entries(types)) assert.equal(answerType(mti), answer);
  for (const mti of ['0110', '0130', '0140', '0410', '0810']) assert.equal(answerType(mti), undefined);
});

test('an answer to a class that has no meaning here says which message it answers, too', () => {
  const named = { 7: '1231235959', 11: '000042', 32: '123', 37: 'R00000000042', 41: 'TERM0001' };
  for (const mti of ['0300', '0320', '0500', '0600', '0720']) {
    const answer = answerTo(
      { mti, fields: { ...named, 2: '4111111111111111', 4: '000000001000' } },
      { 39: '30' },
    );
    assert.deepEqual(answer.fields, { ...named, 39: '30' }, mti);
  }
});

test('every answer to every vector can be written in its dialect', () => {
  const codec = createCodec(iso1987Ascii);
  for (const { mti, fields } of vectors().filter(({ mti }) => answerType(mti) !== undefined)) {
    const answer = writeAnswer({ mti, fields }, { responseCode: '00', approvalCode: '1' });
    assert.deepEqual(codec.decode(codec.encode(answer)), answer);
  }
});
