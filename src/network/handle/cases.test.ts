import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallClock } from '../../platform/clock.ts';
import { sql } from '../../platform/database.ts';
import { field4, field90, field95, testWire, type Plastic } from '../testing/wire.ts';

// The table "what each case must end in", as far as a network can cause it, over a real connection and a real database.
const wire = await testWire();
const { ask, about, ends, events, message, plastic, send, world } = wire;

const setFees = sql('test.networkFees', 'UPDATE card_programs SET atm_fee = $2 WHERE company_id = $1');

/** A purchase that is approved. */
async function authorized(of: Plastic, amount: string) {
  const request = message('0100', of, amount);
  assert.equal(await ask(request), '00');
  return request;
}

test('1 tip: authorize 45, clear 55', async () => {
  const card = await plastic();
  const request = await authorized(card, '45.00');
  await ends(card, '955.00', '45.00');
  assert.equal(await ask(about(request, '0220', { 4: field4('55.00') })), '00');
  await ends(card, '945.00');
  assert.deepEqual(events(card), ['CLEARING/PENDING', 'CLEARING/SUCCESS']);
});

test('2 fuel: authorize 100, completion advice 37.40, clear 37.40', async () => {
  const card = await plastic();
  const request = message('0100', card, '100.00', { 18: '5542' });
  await ask(request);
  assert.equal(await ask(about(request, '0120', { 4: field4('37.40'), 60: '1100' })), '00');
  await ends(card, '962.60', '37.40');
  await ask(about(request, '0220', { 4: field4('37.40') }));
  await ends(card, '962.60');
  assert.deepEqual(events(card), ['CLEARING/PENDING', 'REVERSAL/SUCCESS', 'CLEARING/SUCCESS']);
});

test('2 fuel: authorize 100, completion advice of nothing releases it all', async () => {
  const card = await plastic();
  const request = await authorized(card, '100.00');
  assert.equal(await ask(about(request, '0120', { 4: field4('0.00'), 60: '1100' })), '00');
  await ends(card, '1000.00');
  assert.deepEqual(events(card), ['CLEARING/PENDING', 'REVERSAL/SUCCESS']);
});

test('3 authorize 50, increments 30 and 20, clear 100', async () => {
  const card = await plastic();
  const request = await authorized(card, '50.00');
  for (const more of ['30.00', '20.00'])
    assert.equal(await ask(about(request, '0100', { 4: field4(more), 60: '3900' })), '00');
  await ends(card, '900.00', '100.00');
  await ask(about(request, '0220', { 4: field4('100.00') }));
  await ends(card, '900.00');
});

test('3 an increment that is refused leaves the hold as it was; one that was approved elsewhere adds to it', async () => {
  const card = await plastic('60.00');
  const request = await authorized(card, '50.00');
  assert.equal(await ask(about(request, '0100', { 4: field4('10.01'), 60: '3900' })), '51');
  await ends(card, '10.00', '50.00');
  assert.equal(await ask(about(request, '0120', { 4: field4('20.00'), 60: '3900' })), '00');
  await ends(card, '-10.00', '70.00');
});

test('3 a reversal of an increment that was declined takes nothing back', async () => {
  const card = await plastic('60.00');
  const request = await authorized(card, '50.00');
  const increment = about(request, '0100', { 4: field4('10.01'), 60: '3900' });
  assert.equal(await ask(increment), '51');
  assert.equal(await ask(about(increment, '0400', { 60: null, 90: field90(increment) })), '25');
  await ends(card, '10.00', '50.00');
});

test('4 of two authorizations, or two single messages, of one purchase the second one goes alone', async () => {
  for (const [mti, held] of [
    ['0100', '50.00'],
    ['0200', '0.00'],
  ] as const) {
    const card = await plastic();
    const id = { 48: `6315${`NTI-4-${mti}`.padEnd(15)}` };
    const [one, two] = [message(mti, card, '50.00', id), message(mti, card, '30.00', id)];
    for (const each of [one, two]) assert.equal(await ask(each), '00');
    assert.equal(await ask(about(two, '0400', { 90: field90(two) })), '00');
    await ends(card, '950.00', held);
    assert.equal(await ask(about(one, '0400', { 90: field90(one) })), '00');
    await ends(card, '1000.00');
  }
});

test('4 of an authorization and a single message of one purchase each is taken back as what it was', async () => {
  const card = await plastic();
  const id = { 48: '6315NTI-4-both     ' };
  const [one, two] = [message('0100', card, '50.00', id), message('0200', card, '30.00', id)];
  for (const each of [one, two]) assert.equal(await ask(each), '00');
  await ends(card, '920.00', '50.00');
  assert.equal(await ask(about(two, '0400', { 90: field90(two) })), '00');
  await ends(card, '950.00', '50.00');
  assert.equal(await ask(about(one, '0400', { 90: field90(one) })), '00');
  await ends(card, '1000.00');
});

test('4 a single message leaves what an authorization of its purchase holds to the clearing of that, or to its expiry', async () => {
  const card = await plastic();
  const id = { 48: '6315NTI-4-clears   ' };
  const [one, two] = [message('0100', card, '50.00', id), message('0200', card, '30.00', id)];
  for (const each of [one, two]) assert.equal(await ask(each), '00');
  await ends(card, '920.00', '50.00');
  assert.equal(await ask(about(one, '0220', { 4: field4('50.00') })), '00');
  await ends(card, '920.00');
  assert.deepEqual(events(card), ['CLEARING/PENDING', 'CLEARING/SUCCESS', 'CLEARING/SUCCESS']);
});

test('4 what an authorization came to beside a single message of its purchase is what stays held of it', async () => {
  for (const [came, left] of [
    ['37.40', '37.40'],
    ['0.00', '0.00'],
    ['60.00', '50.00'],
  ] as const) {
    const card = await plastic();
    const id = { 48: `6315${`NTI-4-advice${came}`.padEnd(15).slice(0, 15)}` };
    const [one, two] = [message('0100', card, '50.00', id), message('0200', card, '30.00', id)];
    for (const each of [one, two]) assert.equal(await ask(each), '00');
    assert.equal(await ask(about(one, '0120', { 4: field4(came), 60: '1100' })), '00');
    await ends(card, left === '37.40' ? '932.60' : left === '0.00' ? '970.00' : '920.00', left);
  }
});

test('4 authorize 80, full reversal', async () => {
  const card = await plastic();
  const request = await authorized(card, '80.00');
  assert.equal(await ask(about(request, '0400', { 90: field90(request) })), '00');
  await ends(card, '1000.00');
  assert.deepEqual(events(card), ['CLEARING/PENDING', 'REVERSAL/SUCCESS']);
});

test('5 authorize 30, reverse 20, clear 10', async () => {
  const card = await plastic();
  const request = await authorized(card, '30.00');
  assert.equal(await ask(about(request, '0400', { 90: field90(request), 95: field95('10.00') })), '00');
  await ends(card, '990.00', '10.00');
  await ask(about(request, '0220', { 4: field4('10.00') }));
  await ends(card, '990.00');
});

test('5 the same by field 37 alone, with the amount that goes in field 4', async () => {
  const card = await plastic();
  const request = await authorized(card, '30.00');
  assert.equal(await ask(about(request, '0420', { 4: field4('20.00') })), '00');
  await ends(card, '990.00', '10.00');
});

test('6 authorize and clear 150, refund 40', async () => {
  const card = await plastic();
  const request = await authorized(card, '150.00');
  await ask(about(request, '0220'));
  assert.equal(await ask(about(request, '0220', { 3: '200000', 4: field4('40.00') })), '00');
  await ends(card, '890.00');
  assert.deepEqual(events(card), ['CLEARING/PENDING', 'CLEARING/SUCCESS', 'REFUND/SUCCESS']);
});

test('7 ATM 60 with the operator’s surcharge 2 and our fee 1, cleared', async () => {
  const card = await plastic();
  await world.database.execute(setFees, [card.card.company, 100n]);
  const request = message('0100', card, '62.00', { 3: '010000', 18: '6011', 28: 'D00000200' });
  assert.equal(await ask(request), '00');
  await ends(card, '937.00', '63.00');
  await ask(about(request, '0220'));
  await ends(card, '937.00');
});

test('8 authorize 250 in a foreign currency, reverse 50, clears at 202 in USD', async () => {
  const card = await plastic();
  const billed = { 6: field4('250.00'), 10: '61086957', 49: '978', 51: '840' };
  const request = message('0100', card, '230.00', billed);
  assert.equal(await ask(request), '00');
  await ends(card, '750.00', '250.00');
  const pending = world.events.find(({ data }) => data['card_id'] === card.card.id);
  assert.deepEqual(
    [pending?.data['bill_amount'], pending?.data['transaction_amount'], pending?.data['exchange_rate']],
    ['250.00', '230.00', '1.086957'],
  );
  assert.equal(await ask(about(request, '0400', { 90: field90(request), 95: field95('184.00') })), '00');
  await ends(card, '800.00', '200.00');
  await ask(about(request, '0220', { 4: field4('202.00'), 6: null, 10: null, 49: '840', 51: null }));
  await ends(card, '798.00');
});

test('8 what goes in parts of a foreign currency is as the network bills it, or else in proportion, to the last cent', async () => {
  const billed = await plastic();
  const euros = { 49: '978', 51: '840' };
  const request = message('0100', billed, '230.00', { ...euros, 6: field4('250.00') });
  assert.equal(await ask(request), '00');
  const part = { 4: field4('46.00'), 6: field4('48.00'), 90: field90(request) };
  assert.equal(await ask(about(request, '0400', part)), '00');
  await ends(billed, '798.00', '202.00');
  for (const [bill, left] of [
    ['2.00', ['1.33', '0.66', '0.00']],
    ['1.00', ['0.67', '0.34', '0.00']],
  ] as const) {
    const card = await plastic();
    const whole = message('0100', card, '3.00', { ...euros, 6: field4(bill) });
    assert.equal(await ask(whole), '00');
    for (const held of left) {
      const third = { 4: field4('1.00'), 6: null, 51: null, 90: field90(whole) };
      assert.equal(await ask(about(whole, '0400', third)), '00');
      assert.equal((await world.balances(card.card)).held, held);
    }
  }
  const posted = await plastic();
  const clearing = message('0220', posted, '3.00', { ...euros, 6: field4('2.00') });
  await ask(clearing);
  const third = { 4: field4('1.00'), 6: null, 51: null, 90: field90(clearing) };
  for (const [code, available] of [
    ['00', '998.67'],
    ['00', '999.34'],
    ['00', '1000.00'],
    ['25', '1000.00'],
  ] as const) {
    assert.equal(await ask(about(clearing, '0400', third)), code);
    await ends(posted, available);
  }
});

test('9 authorize 35, expires, clears later', async () => {
  const card = await plastic();
  const request = await authorized(card, '35.00');
  const event = world.events.find(({ data }) => data['card_id'] === card.card.id);
  const purchase = { company: card.card.company, id: event?.subject } as Parameters<typeof world.later>[1];
  await world.later('expire', purchase);
  await ends(card, '1000.00');
  await ask(about(request, '0220'));
  await ends(card, '965.00');
});

test('10 force post 55, no authorization', async () => {
  const card = await plastic();
  assert.equal(await ask(message('0220', card, '55.00')), '00');
  await ends(card, '945.00');
  assert.deepEqual(events(card), ['CLEARING/SUCCESS']);
});

test('11 authorize 100, clear 60 not final, clear 40 final', async () => {
  const card = await plastic();
  const request = await authorized(card, '100.00');
  await ask(about(request, '0220', { 4: field4('60.00'), 60: '2100' }));
  await ends(card, '900.00', '40.00');
  await ask(about(request, '0220', { 4: field4('40.00') }));
  await ends(card, '900.00');
});

test('12 authorize 100, clear 60 final', async () => {
  const card = await plastic();
  const request = await authorized(card, '100.00');
  await ask(about(request, '0220', { 4: field4('60.00') }));
  await ends(card, '940.00');
});

test('13 balance 100: authorize 100, clear 130', async () => {
  const card = await plastic('100.00');
  const request = await authorized(card, '100.00');
  await ask(about(request, '0220', { 4: field4('130.00') }));
  await ends(card, '-30.00');
});

test('14 a reversal without a match, or above what is held, moves no money: 25, as an advice 00', async () => {
  const card = await plastic();
  const request = await authorized(card, '30.00');
  assert.equal(await ask(about(request, '0400', { 90: field90(request), 95: field95('30.01') })), '25');
  const never = message('0100', card, '10.00');
  assert.equal(await ask(about(never, '0400', { 90: field90(never) })), '25');
  assert.equal(await ask(about(never, '0420', { 90: null })), '00');
  await ends(card, '970.00', '30.00');
  assert.deepEqual(events(card), ['CLEARING/PENDING']);
});

test('15 the same message twice, and as a repeat: the first answer again, one hold; other contents: 94', async () => {
  const card = await plastic();
  const request = message('0100', card, '20.00');
  const first = await send(request);
  const other = await wire.connect();
  const [again, repeated] = await Promise.all([other.ask(request), send({ ...request, mti: '0101' })]);
  assert.deepEqual(again.fields, first);
  assert.deepEqual(repeated, first);
  assert.equal(await ask({ ...request, fields: { ...request.fields, 4: field4('21.00') } }), '94');
  assert.equal(await ask({ ...request, mti: '0200' }), '94');
  await ends(card, '980.00', '20.00');
  const reversal = about(request, '0420', { 90: field90(request) });
  for (const mti of ['0420', '0421', '0421']) assert.equal(await ask({ ...reversal, mti }), '00');
  await ends(card, '1000.00');
  assert.deepEqual(events(card), ['CLEARING/PENDING', 'REVERSAL/SUCCESS']);
});

test('16 a verification of 0.00 holds nothing and is answered 85', async () => {
  const card = await plastic();
  assert.equal(await ask(message('0100', card, '0.00')), '85');
  assert.equal(await ask(message('0100', card, null, { 3: '330000', 49: null })), '85');
  await ends(card, '1000.00');
  assert.deepEqual(events(card), []);
});

test('17 40 asked, 25 available: code 10 with what is approved, and what was asked, where the terminal takes it', async () => {
  const card = await plastic('25.00');
  assert.equal(await ask(message('0100', card, '40.00')), '51');
  const answer = await send(message('0100', card, '40.00', { 48: '61051    ' }));
  assert.deepEqual(
    [answer[39], answer[4], answer[54]],
    ['10', field4('25.00'), `0057840D${field4('40.00')}`],
  );
  assert.ok(typeof answer[38] === 'string' && /^\d{6}$/.test(answer[38]));
  await ends(card, '0.00', '25.00');
});

test('17 a partial approval of a converted amount says both amounts', async () => {
  const card = await plastic('54.00');
  const billed = { 6: field4('108.00'), 10: '61080000', 49: '978', 51: '840', 48: '61051    ' };
  const answer = await send(message('0100', card, '100.00', billed));
  assert.deepEqual(
    [answer[39], answer[4], answer[6], answer[51], answer[54]],
    ['10', field4('50.00'), field4('54.00'), '840', `0057978D${field4('100.00')}`],
  );
});

test('18 a refund without an original: posted, and as a single message', async () => {
  const card = await plastic();
  assert.equal(await ask(message('0220', card, '12.00', { 3: '200000' })), '00');
  assert.equal(await ask(message('0200', card, '3.00', { 3: '200000' })), '00');
  await ends(card, '1015.00');
  assert.deepEqual(events(card), ['REFUND/SUCCESS', 'REFUND/SUCCESS']);
});

test('19 the company’s webhook answers late: declined, and a late yes changes nothing', async () => {
  const card = await plastic('0', { approvalMethod: 'WEBHOOK' });
  world.answerWith({ outcome: 'none', why: 'timeout', durationMs: 1200 });
  assert.equal(await ask(message('0100', card, '30.00')), '05');
  await ends(card, '100000.00');
  assert.deepEqual(events(card), ['AUTHORIZATION/PENDING', 'DECLINED/FAILED']);
  world.answerWith({ outcome: 'approve', durationMs: 3 });
  assert.equal(await ask(message('0100', card, '30.00')), '00');
  world.answerWith({ outcome: 'decline', answered: '57', responseCode: '57', durationMs: 3 });
  assert.equal(await ask(message('0100', card, '30.00')), '57');
});

test('20 a stand-in advice holds although the rules declined, on the same purchase, once; 0220 posts', async () => {
  const card = await plastic('10.00');
  const request = message('0100', card, '50.00');
  assert.equal(await ask(request), '51');
  assert.equal(await ask(about(request, '0120', { 60: '1003', 39: '00' })), '00');
  assert.equal(await ask(about(request, '0120', { 60: '1003', 39: '00' })), '00');
  await ends(card, '-40.00', '50.00');
  assert.equal(
    new Set(world.events.filter(({ data }) => data['card_id'] === card.card.id).map(({ subject }) => subject))
      .size,
    1,
  );
  await ask(about(request, '0220'));
  await ends(card, '-40.00');
});

test('20 the same under the trace number of the request; without a request; declined elsewhere', async () => {
  const card = await plastic('10.00');
  const request = message('0100', card, '50.00', { 37: null });
  await ask(request);
  assert.equal(await ask({ mti: '0120', fields: { ...request.fields, 60: '1003' } }), '00');
  await ends(card, '-40.00', '50.00');
  const alone = await plastic();
  assert.equal(await ask(message('0120', alone, '20.00', { 60: '1003' })), '00');
  assert.equal(await ask(message('0120', alone, '20.00', { 60: '1003', 39: '51' })), '00');
  await ends(alone, '980.00', '20.00');
});

test('20 a stand-in for one of several requests of a purchase is one hold beside the others, whatever we had answered', async () => {
  for (const [available, code] of [
    ['60.00', '51'],
    ['100.00', '00'],
  ] as const) {
    const card = await plastic(available);
    const request = await authorized(card, '50.00');
    const increment = about(request, '0100', { 4: field4('20.00'), 60: '3900' });
    assert.equal(await ask(increment), code);
    for (let times = 0; times < 2; times += 1) {
      assert.equal(await ask(about(increment, '0120', { 60: '1003', 90: field90(increment) })), '00');
      await ends(card, code === '51' ? '-10.00' : '30.00', '70.00');
    }
    assert.equal(await ask(about(request, '0120', { 4: field4('65.00'), 60: '1100' })), '00');
    await ends(card, code === '51' ? '-5.00' : '35.00', '65.00');
  }
});

test('20 a stand-in that names its purchase and no request is of more on it where it can be of nothing else', async () => {
  const card = await plastic('60.00');
  const request = await authorized(card, '50.00');
  const standIn = (amount: string) => about(request, '0120', { 4: field4(amount), 60: '1003' });
  const unseen = standIn('15.00');
  for (const each of [unseen, standIn('15.00'), { ...unseen, mti: '0121' }]) {
    assert.equal(await ask(each), '00');
    await ends(card, '-5.00', '65.00');
  }
  assert.equal(await ask(standIn('65.00')), '00');
  await ends(card, '-5.00', '65.00');
  // The request itself comes late, and is reversed.
  const late = { mti: '0100', fields: { ...unseen.fields, 60: '3900' } };
  assert.equal(await ask(late), '94');
  assert.equal(await ask(about(late, '0400', { 60: null, 90: field90(late) })), '00');
  await ends(card, '10.00', '50.00');
  const declined = about(request, '0100', { 4: field4('20.00'), 60: '3900' });
  assert.equal(await ask(declined), '51');
  for (const each of [standIn('20.00'), about(declined, '0120', { 60: '1003', 90: field90(declined) })]) {
    assert.equal(await ask(each), '00');
    await ends(card, '-10.00', '70.00');
  }
});

test('21 limits and velocity count advices and force posts, too; the breach blocks and books', async () => {
  const limited = await plastic('1000.00', {
    limits: { perTransaction: null, daily: 10_000n, weekly: null, monthly: null },
  });
  await ask(message('0120', limited, '60.00', { 60: '1003' }));
  await ask(message('0220', limited, '60.00'));
  assert.equal(await ask(message('0100', limited, '1.00')), '61');
  await ends(limited, '880.00', '60.00');

  const card = await plastic();
  await world.cards.replaceVelocityRules(card.card.company, [
    { maxAuthorizations: 2, timeWindowSeconds: 3_600 },
  ]);
  await ask(message('0220', card, '1.00'));
  await ask(message('0120', card, '1.00', { 60: '1003' }));
  assert.equal(await ask(message('0120', card, '1.00', { 60: '1003' })), '00');
  assert.equal(await ask(message('0100', card, '1.00')), '62');
  await ends(card, '997.00', '2.00');
  assert.deepEqual(events(card), [
    'CLEARING/SUCCESS',
    'CLEARING/PENDING',
    'CLEARING/PENDING',
    'CARD_BLOCKED_BY_VELOCITY/SUCCESS',
    'DECLINED/FAILED',
  ]);
});

test('21 velocity counts what the network approved of what we had declined, once', async () => {
  for (const mti of ['0120', '0220']) {
    const card = await plastic('10.00');
    await world.cards.replaceVelocityRules(card.card.company, [
      { maxAuthorizations: 1, timeWindowSeconds: 3_600 },
    ]);
    const request = message('0100', card, '50.00');
    assert.equal(await ask(request), '51');
    assert.equal(await ask(about(request, mti, { 60: '1003' })), '00');
    assert.equal(await ask(about(request, '0220')), '00');
    assert.equal((await world.cards.get(card.card.company, card.card.id)).status, 'ACTIVE');
    assert.equal(await ask(message('0100', card, '1.00')), '65');
  }
});

test('22 a reversal that comes after the final clearing moves no money', async () => {
  const card = await plastic();
  const request = await authorized(card, '70.00');
  await ask(about(request, '0220'));
  assert.equal(await ask(about(request, '0400', { 90: field90(request) })), '25');
  assert.equal(await ask(about(request, '0400', { 90: null })), '25');
  await ends(card, '930.00');
});

test('23 a clearing before its authorization advice, joined by the network’s transaction id, ends as if in order', async () => {
  const card = await plastic();
  const id = '6315NTI-23         ';
  assert.equal(await ask(message('0220', card, '44.00', { 48: id })), '00');
  assert.equal(await ask(message('0120', card, '44.00', { 48: id, 60: '1003' })), '00');
  await ends(card, '956.00');
});

test('24 a refund above what was cleared posts', async () => {
  const card = await plastic();
  const request = await authorized(card, '20.00');
  await ask(about(request, '0220'));
  await ask(about(request, '0220', { 3: '200000', 4: field4('25.00') }));
  await ends(card, '1005.00');
  const told = world.events.findLast(({ data }) => data['card_id'] === card.card.id);
  assert.equal(told?.data['over_posted'], '5.00');
});

test('25 ATM single message 60 posted, full reversal', async () => {
  const card = await plastic();
  const request = message('0200', card, '60.00', { 3: '010000', 18: '6011' });
  assert.equal(await ask(request), '00');
  await ends(card, '940.00');
  assert.equal(await ask(about(request, '0420', { 90: field90(request) })), '00');
  await ends(card, '1000.00');
});

test('26 single message 100, reversal with replacement amount 40', async () => {
  const card = await plastic();
  const request = message('0200', card, '100.00');
  await ask(request);
  await ask(about(request, '0420', { 90: field90(request), 95: field95('40.00') }));
  await ends(card, '960.00');
});

test('27 a refund that is authorized and not cleared changes nothing; its clearing does', async () => {
  const card = await plastic();
  const request = message('0100', card, '40.00', { 3: '200000' });
  assert.equal(await ask(request), '00');
  await ends(card, '1000.00');
  await ask(about(request, '0220'));
  await ends(card, '1040.00');
});

test('28 clearing 50, then clearing reversal; and of one of two clearings', async () => {
  const card = await plastic();
  const request = await authorized(card, '50.00');
  const first = about(request, '0220', { 4: field4('30.00'), 60: '2100' });
  const second = about(request, '0220', { 4: field4('20.00') });
  await ask(first);
  await ask(second);
  assert.equal(await ask(about(second, '0420', { 60: null, 90: field90(second) })), '00');
  await ends(card, '970.00');
  await ask(about(first, '0420', { 60: null, 90: field90(first) }));
  await ends(card, '1000.00');
  const refund = about(request, '0220', { 3: '200000', 4: field4('9.00') });
  await ask(refund);
  await ask(about(refund, '0420', { 90: field90(refund) }));
  await ends(card, '1000.00');
});

test('28 of a clearing, where the reversal says less, only that', async () => {
  const card = await plastic();
  const request = await authorized(card, '50.00');
  const clearing = about(request, '0220');
  await ask(clearing);
  await ask(about(clearing, '0420', { 4: field4('20.00'), 90: field90(clearing) }));
  await ends(card, '970.00');
});

test('29 a time-out reversal overtakes its authorization: 94, no hold, however it names it', async () => {
  for (const named of [true, false]) {
    for (const mti of ['0100', '0200', '0120']) {
      const card = await plastic();
      const request = message(mti, card, '15.00', mti === '0120' ? { 60: '1003' } : {});
      const reversal = about(request, '0420', { 60: null, 90: named ? field90(request) : null });
      assert.equal(await ask(reversal), '00');
      assert.equal(await ask(request), mti === '0120' ? '00' : '94');
      assert.equal(await ask({ ...reversal, mti: '0421' }), '00');
      await ends(card, '1000.00');
      assert.deepEqual(events(card), []);
    }
  }
});

test('29 both at once on one connection: whichever is first, nothing stays held', async () => {
  const card = await plastic();
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const request = message('0100', card, '15.00');
      const reversal = about(request, '0400', { 90: field90(request) });
      await Promise.all([ask(request), ask(reversal)]);
    }),
  );
  await ends(card, '1000.00');
});

test('29 a reversal waits 31 days for its original; then the trace number may be another purchase’s', async () => {
  const card = await plastic();
  const request = message('0100', card, '15.00');
  await ask(about(request, '0420', { 90: field90(request) }));
  const day = 86_400_000;
  const { authorizations } = world;
  assert.equal(await authorizations.forgetMessages(new Date(wallClock.now().getTime() + 30 * day)), 0);
  assert.equal(await ask(request), '94');
  assert.ok((await authorizations.forgetMessages(new Date(wallClock.now().getTime() + 32 * day))) > 0);
  assert.equal(await ask(request), '00');
});
