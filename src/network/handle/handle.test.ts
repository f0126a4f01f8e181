import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sealPinBlock } from '../../cards/index.ts';
import { redacted } from '../../kernel/redacted.ts';
import { sql } from '../../platform/database.ts';
import type { Message } from '../index.ts';
import { field4, field90, held, testWire, zoneKey, type Plastic } from '../testing/wire.ts';

const wire = await testWire();
const { about, ask, connect, ends, events, message, plastic, send, world } = wire;

const pinBlock = ({ pan }: Plastic, pin: string, key = zoneKey): Uint8Array =>
  sealPinBlock(redacted(pin), redacted(pan), key);

const countTransactions = sql(
  'test.countTransactions',
  'SELECT count(*)::int AS count FROM card_transactions WHERE company_id = $1',
);
const transactionsOf = async ({ card }: Plastic): Promise<number> =>
  (await world.database.query<{ count: number }>(countTransactions, [card.company]))[0]?.count ?? -1;

test('a PIN is opened under the zone key and checked; three wrong ones use it up; a repeat costs no try', async () => {
  const card = await plastic();
  assert.equal(await ask(message('0200', card, '1.00', { 52: pinBlock(card, '1234') })), '86');
  await world.cards.setPin(card.card.company, card.card.id, redacted('1234'));
  assert.equal(await ask(message('0200', card, '1.00', { 52: pinBlock(card, '1234') })), '00');
  const wrong = message('0200', card, '1.00', { 52: pinBlock(card, '4321') });
  for (const mti of ['0200', '0201', '0201', '0201']) assert.equal(await ask({ ...wrong, mti }), '55');
  assert.equal(await ask(message('0100', card, '1.00', { 52: pinBlock(card, '4321') })), '55');
  assert.equal(await ask(message('0100', card, '1.00', { 52: pinBlock(card, '4321') })), '75');
  assert.equal(await ask(message('0200', card, '1.00', { 52: pinBlock(card, '1234') })), '75');
  await ends(card, '999.00');
});

test('a repeat at the same moment costs no second PIN try', async () => {
  const card = await plastic();
  await world.cards.setPin(card.card.company, card.card.id, redacted('1234'));
  const wrong = () => message('0200', card, '1.00', { 52: pinBlock(card, '4321') });
  const [first, others] = [wrong(), await Promise.all([connect(), connect()])];
  const codes = await Promise.all([
    ask(first),
    ...others.map(async (other) => (await other.ask({ ...first, mti: '0201' })).fields[39]),
  ]);
  assert.deepEqual(codes, ['55', '55', '55']);
  assert.equal(await ask(wrong()), '55');
  assert.equal(await ask(wrong()), '75');
});

test('a PIN block under another key cannot be deciphered (81) and costs no try', async () => {
  const card = await plastic();
  await world.cards.setPin(card.card.company, card.card.id, redacted('1234'));
  const otherKey = redacted(Buffer.from('89ABCDEF0123456776543210FEDCBA98', 'hex'));
  for (let times = 0; times < 4; times += 1)
    assert.equal(await ask(message('0200', card, '1.00', { 52: pinBlock(card, '1234', otherKey) })), '81');
  assert.equal(await ask(message('0200', card, '1.00', { 52: pinBlock(card, '1234') })), '00');
});

test('CVV and expiry date are checked in the vault; the third wrong one in a row blocks the card', async () => {
  const card = await plastic();
  const { company, id, panVersion, expiresAt } = card.card;
  const cvv = (await world.vault.cvv({ company, card: id, panVersion, expiresAt })).reveal();
  const last = new Date(expiresAt.getTime() - 1);
  const yymm = `${String(last.getUTCFullYear()).slice(-2)}${String(last.getUTCMonth() + 1).padStart(2, '0')}`;
  const right = { 14: yymm, 48: `9203${cvv}` };
  const wrongCvv = { 14: yymm, 48: `9203${cvv === '111' ? '222' : '111'}` };
  assert.equal(await ask(message('0100', card, '1.00', right)), '00');
  assert.equal(await ask(message('0100', card, '1.00', wrongCvv)), 'N7');
  assert.equal(await ask(message('0100', card, '1.00', { ...right, 14: '4912' })), '54');
  assert.equal(await ask(message('0100', card, '1.00', right)), '00');
  assert.equal(await ask(message('0100', card, '1.00', { 2: null, 35: `${card.pan}=${yymm}101` })), '00');
  for (const expected of ['54', '54', '59', '62'])
    assert.equal(await ask(message('0100', card, '1.00', { 2: null, 35: `${card.pan}=4912101` })), expected);
});

test('a number of nobody is 14 and stores nothing; so is an old number, which still clears, refunds and reverses', async () => {
  const card = await plastic();
  const nobody = { ...card, pan: '4111111111111111' };
  for (const mti of ['0100', '0200', '0400'])
    assert.equal(
      await ask(message(mti, nobody, '1.00', { 90: field90(message('0100', nobody, '1.00')) })),
      '14',
    );
  for (const mti of ['0120', '0220', '0420']) assert.equal(await ask(message(mti, nobody, '1.00')), '00');

  const request = message('0100', card, '30.00');
  await ask(request);
  await world.cards.reissue(card.card.company, card.card.id);
  assert.equal(await ask(message('0100', card, '1.00')), '14');
  assert.equal(await transactionsOf(card), 1);
  await ask(about(request, '0220', { 4: field4('20.00'), 60: '2100' }));
  await ask(about(request, '0400', { 90: field90(request) }));
  await ask(about(request, '0220', { 3: '200000', 4: field4('5.00') }));
  await ends(card, '985.00');
});

test('a balance inquiry answers what is available, in field 54', async () => {
  const card = await plastic('123.45');
  const answer = await send(message('0100', card, null, { 3: '311000', 49: null }));
  assert.deepEqual([answer[39], answer[54]], ['00', `1002840C${field4('123.45')}`]);
  await ask(message('0220', card, '200.00'));
  const below = await send(message('0200', card, null, { 3: '301000', 49: null }));
  assert.equal(below[54], `1002840D${field4('76.55')}`);
});

test('the network’s conversion prevails; ours is used where there is none; without either it is 12', async () => {
  const card = await plastic();
  assert.equal(
    await ask(message('0100', card, '100.00', { 6: field4('117.00'), 49: '978', 51: '840' })),
    '00',
  );
  await ends(card, '883.00', '117.00');
  assert.equal(await ask(message('0100', card, '10.00', { 49: '978' })), '00');
  const told = world.events.findLast(({ data }) => data['card_id'] === card.card.id);
  assert.equal(told?.data['transaction_currency_code'], 'EUR');
  assert.notEqual(told?.data['bill_amount'], '10.00');
  assert.match(String(told?.data['exchange_rate']), /^\d\.\d{6}$/);
  assert.equal(await ask(message('0100', card, '10.00', { 49: '963' })), '12');
  assert.equal(await ask(message('0100', card, '10.00', { 49: '000' })), '12');
  assert.equal(await ask(message('0100', card, '10.00', { 6: field4('9.00'), 51: '978' })), '12');
});

test('what comes to more than a message can bill is no amount: 13, and as an advice it books nothing', async () => {
  const card = await plastic();
  const gold = { 4: '999999999999', 49: '959' };
  for (const changes of [{}, { 60: '3900' }, { 3: '200000' }])
    assert.equal(await ask(message('0200', card, '1.00', { ...gold, ...changes })), '13');
  for (const mti of ['0120', '0220']) assert.equal(await ask(message(mti, card, '1.00', gold)), '00');
  await ends(card, '1000.00');
});

test('what is declined has its response code, cash back is part of the amount, approvals have a code', async () => {
  const card = await plastic();
  const cashback = await send(message('0200', card, '30.00', { 3: '090000', 54: '0040840D000000001000' }));
  assert.equal(cashback[39], '00');
  assert.ok(typeof cashback[38] === 'string' && /^\d{6}$/.test(cashback[38]));
  await ends(card, '970.00');
  assert.equal(await ask(message('0100', card, '1.00', { 18: '7995' })), '57');
  assert.equal(await ask(message('0200', card, '0.00')), '13');
  assert.equal(await ask(message('0100', card, '1.00', { 3: '990000' })), '30');
  await world.cards.freeze(card.card.company, card.card.id, true);
  const declined = await send(message('0100', card, '1.00'));
  assert.deepEqual([declined[39], declined[38]], ['62', undefined]);
});

test('an advice is answered 00 whatever it says', async () => {
  const card = await plastic();
  const advices = ['0120', '0121', '0220', '0221', '0420', '0421'].flatMap((mti) => [
    message(mti, card, '5.00'),
    message(mti, card, '5.00', { 3: '990000' }),
    message(mti, card, '5.00', { 49: '963' }),
    message(mti, card, '5.00', { 49: '000' }),
    message(mti, card, '0.00'),
    message(mti, card, null, { 37: null }),
    message(mti, card, '5.00', { 7: '0230250000' }),
    message(mti, card, '5.00', { 60: '1100', 39: '05' }),
    message(mti, card, '5.00', { 3: '310000' }),
    message(mti, { ...card, pan: '12345678' }, '5.00'),
  ]);
  await world.cards.delete(card.card.company, card.card.id);
  for (const advice of advices) assert.equal(await ask(advice), '00', JSON.stringify(advice.fields));
});

test('values of field 39 that a network does not have are said in its own', async () => {
  const other = await testWire({ responseCodes: { N7: '05' } });
  const card = await other.plastic();
  assert.equal(await other.ask(other.message('0100', card, '1.00', { 48: '92040000' })), '05');
});

test('without a zone key no PIN can be deciphered', async () => {
  const other = await testWire({ zoneKey: undefined });
  const card = await other.plastic();
  const request = other.message('0200', card, '1.00', { 52: pinBlock(card, '1234') });
  assert.equal(await other.ask(request), '81');
});

/** Resolves when the server has logged this sentence, counted from a line on. */
async function logged(sentence: string, from: number): Promise<void> {
  while (!wire.lines.slice(from).some((line) => line['msg'] === sentence)) await new Promise(setImmediate);
}

test('an approval that comes too late is answered 91 and cancelled; a repeat is answered 91, too', async () => {
  for (const mti of ['0100', '0200']) {
    const card = await plastic();
    const late = held();
    const client = await connect({ limits: { answerMs: 150 }, around: late.around });
    const request = message(mti, card, '40.00');
    const from = wire.lines.length;
    const answer = await client.ask(request);
    assert.deepEqual([answer.fields[39], answer.fields[38]], ['91', undefined]);
    await late.decided;
    late.open();
    await logged('an approval that nobody heard of was taken back', from);
    await ends(card, '1000.00');
    assert.deepEqual(
      events(card),
      mti === '0100' ? ['CLEARING/PENDING', 'CLEARING/FAILED'] : ['CLEARING/SUCCESS', 'REVERSAL/SUCCESS'],
    );
    assert.equal(await ask(request), '91');
    assert.equal(await ask({ ...request, mti: `${mti.slice(0, 3)}1` }), '91');
    await ends(card, '1000.00');
    const advice = about(request, mti === '0100' ? '0120' : '0220', { 60: '1003' });
    assert.equal(await ask(advice), '00');
    await ends(card, '960.00', mti === '0100' ? '40.00' : '0.00');
  }
});

test('an approval of which no byte could be written is cancelled; of an increment only the increment', async () => {
  const card = await plastic();
  const base = message('0100', card, '50.00');
  await ask(base);
  const increment = about(base, '0100', { 4: field4('30.00'), 60: '3900' });
  for (const request of [message('0100', card, '40.00'), increment]) {
    const cut = held();
    const client = await connect({ around: cut.around });
    const from = wire.lines.length;
    const asked = assert.rejects(client.ask(request));
    await cut.decided;
    client.breakOff();
    await Promise.all([asked, logged('connection closed', from)]);
    cut.open();
    await logged('an approval that nobody heard of was taken back', from);
  }
  await ends(card, '950.00', '50.00');
  assert.deepEqual(events(card).toSorted(), [
    'CLEARING/FAILED',
    'CLEARING/PENDING',
    'CLEARING/PENDING',
    'CLEARING/PENDING',
    'REVERSAL/SUCCESS',
  ]);
  // What the network approved of it in our stead is held anew, beside the purchase and once.
  for (let times = 0; times < 2; times += 1)
    assert.equal(await ask(about(increment, '0120', { 60: '1003', 90: field90(increment) })), '00');
  await ends(card, '920.00', '80.00');
});

test('a repeat that hears the approval keeps it, although its first message did not', async () => {
  const card = await plastic();
  const slow = held();
  const client = await connect({ limits: { answerMs: 150 }, around: slow.around });
  const request = message('0100', card, '40.00');
  const late = client.ask(request);
  await slow.decided;
  assert.equal(await ask({ ...request, mti: '0101' }), '00');
  assert.equal((await late).fields[39], '91');
  slow.open();
  assert.equal((await client.ask(message('0100', card, '1.00'))).fields[39], '00');
  await world.authorizations.drain();
  await ends(card, '959.00', '41.00');
});

/** The company answers the next question, and yes, only when it is told to. */
function approvesWhenTold() {
  const asked = Promise.withResolvers<void>();
  const yes = Promise.withResolvers<void>();
  world.answerWith(async () => {
    asked.resolve();
    await yes.promise;
    return { outcome: 'approve', durationMs: 900 };
  });
  return { asked: asked.promise, yes: () => yes.resolve() };
}

/** A card whose company is being asked, and answers yes only when it is told to. */
async function asking(mti = '0100') {
  const card = await plastic('0', { approvalMethod: 'WEBHOOK' });
  const { asked, yes } = approvesWhenTold();
  const request = message(mti, card, '30.00');
  const answer = ask(request);
  await asked;
  return { card, request, answer, yes };
}

test('a reversal while the company is being asked ends the question, however it names the purchase; so it is when repeated', async () => {
  for (const named of [true, false]) {
    const { card, request, answer, yes } = await asking();
    const reversal = about(request, '0400', { 90: named ? field90(request) : null });
    assert.equal(await ask(reversal), '00');
    yes();
    assert.notEqual(await answer, '00');
    assert.equal(await ask({ ...reversal, mti: '0401' }), '00');
    await ends(card, '100000.00');
    assert.deepEqual(events(card), ['AUTHORIZATION/PENDING', 'DECLINED/FAILED']);
  }
});

test('a single message that its company is being asked about is posted once, however often the network tells that it approved it in our stead', async () => {
  const { card, request, answer, yes } = await asking('0200');
  const standIn = (): Message => about(request, '0220', { 60: '1003', 90: field90(request) });
  assert.equal(await ask(standIn()), '00');
  yes();
  assert.notEqual(await answer, '00');
  assert.equal(await ask(standIn()), '00');
  await ends(card, '99970.00');
  assert.equal(await ask(about(request, '0400', { 90: field90(request) })), '00');
  await ends(card, '100000.00');
});

/** The same, of five more on top of the fifty that its company has approved. */
async function askingForMore() {
  const card = await plastic('0', { approvalMethod: 'WEBHOOK' });
  world.answerWith({ outcome: 'approve', durationMs: 1 });
  const request = message('0100', card, '50.00');
  assert.equal(await ask(request), '00');
  const { asked, yes } = approvesWhenTold();
  const increment = about(request, '0100', { 4: field4('5.00'), 60: '3900' });
  const answer = ask(increment);
  await asked;
  return { card, increment, answer, yes };
}

test('a reversal of more that the company is being asked for leaves the purchase', async () => {
  const { card, increment, answer, yes } = await askingForMore();
  assert.equal(await ask(about(increment, '0400', { 60: null, 90: field90(increment) })), '00');
  yes();
  assert.equal(await answer, '05');
  await ends(card, '99950.00', '50.00');
});

test('what the network decides in our stead while the company is being asked is booked on the same purchase, once', async () => {
  for (const mti of ['0120', '0220']) {
    const { card, request, answer, yes } = await asking();
    assert.equal(await ask(about(request, mti, { 60: '1003' })), '00');
    yes();
    assert.notEqual(await answer, '00');
    await ends(card, '99970.00', mti === '0120' ? '30.00' : '0.00');
    assert.deepEqual(events(card), [
      'AUTHORIZATION/PENDING',
      'DECLINED/FAILED',
      mti === '0120' ? 'CLEARING/PENDING' : 'CLEARING/SUCCESS',
    ]);
  }
});

test('more that the network decides in our stead while the company is being asked for it is held beside the purchase', async () => {
  for (const reason of ['3900', '1003']) {
    const { card, increment, answer, yes } = await askingForMore();
    assert.equal(await ask(about(increment, '0120', { 60: reason, 90: field90(increment) })), '00');
    await ends(card, '99945.00', '55.00');
    yes();
    assert.equal(await answer, '05');
    await ends(card, '99945.00', '55.00');
  }
});

test('a repeat while the company is being asked waits for the same answer', async () => {
  const { card, request, answer, yes } = await asking();
  const repeated = (await connect({})).ask({ ...request, mti: '0101' });
  yes();
  assert.equal(await answer, '00');
  assert.equal((await repeated).fields[39], '00');
  await ends(card, '99970.00', '30.00');
});

test('where the database cannot be had a request is answered 91 and an advice is left to be repeated', async () => {
  const lost = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
  const other = await testWire({ authorizations: { submit: () => Promise.reject(lost) } });
  const card = await other.plastic();
  assert.equal(await other.ask(other.message('0100', card, '1.00')), '91');
  const advice = assert.rejects(other.client.ask(other.message('0120', card, '1.00'), 300), /no answer/);
  await advice;
});

test('what was booked where nobody could be told of it any more, and was answered 91, is answered truly when it is repeated, and reversed once', async () => {
  for (const then of ['0101', '0400'] as const) {
    const card = await plastic();
    const request = message('0100', card, '30.00');
    const lost = async (...said: Parameters<typeof world.authorizations.submit>) => {
      await world.authorizations.submit(...said);
      throw Object.assign(new Error('No space left on device'), { code: '53100' });
    };
    const elsewhere = await connect({ elsewhere: true, submit: lost });
    assert.equal((await elsewhere.ask(request)).fields[39], '91');
    await ends(card, '970.00', '30.00');
    if (then === '0101')
      for (let time = 0; time < 2; time += 1) assert.equal(await ask({ ...request, mti: then }), '00');
    else assert.equal(await ask(about(request, then, { 90: field90(request) })), '00');
    await ends(card, then === '0101' ? '970.00' : '1000.00', then === '0101' ? '30.00' : '0.00');
  }
});

test('a purchase over the internet above the company’s threshold needs a challenge that its cardholder passed', async () => {
  const card = await plastic();
  await world.cards.changeProgram(card.card.company, { threeDsThreshold: 1_000n });
  const ecommerce = { 22: '810', 25: '59' };
  assert.equal(await ask(message('0100', card, '10.00', ecommerce)), '00');
  assert.equal(await ask(message('0100', card, '10.01', ecommerce)), '1A');
  assert.equal(await ask(message('0100', card, '10.01', { ...ecommerce, 48: '2204M103' })), '00');
  assert.equal(await ask(message('0100', card, '10.01')), '00');
});

test('of each message there is a line with its trace id and what became of it, and no secret in any', async () => {
  const card = await plastic();
  await world.cards.setPin(card.card.company, card.card.id, redacted('739158264031'));
  const block = pinBlock(card, '739158264031');
  const request = message('0100', card, '12.00', { 52: block, 35: `${card.pan}=4912101` });
  await ask(request);
  const line = wire.lines.findLast(({ msg }) => msg === 'message');
  assert.match(String(line?.['traceId']), /^[0-9a-f]{32}$/);
  assert.equal(line?.['card'], card.card.id);
  assert.equal(line?.['decided'], 'C211');
  const told = world.events.findLast(({ data }) => data['card_id'] === card.card.id);
  assert.equal(told?.traceId, line?.['traceId']);
  const text = JSON.stringify(wire.lines);
  for (const secret of [card.pan, '4912101', '739158264031', Buffer.from(block).toString('hex')])
    assert.ok(!text.includes(secret), secret);
});

test('garbage on one connection harms no other', async () => {
  const card = await plastic();
  const garbage = await connect();
  garbage.sendRaw(Buffer.alloc(10_000, 0x41));
  assert.equal(await ask(message('0100', card, '1.00')), '00');
  await garbage.ended;
  assert.equal(await ask(message('0100', card, '1.00')), '00');
});
