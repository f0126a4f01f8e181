import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardOperation, CardOutcome } from '../../authorizations/index.ts';
import { sql } from '../../platform/database.ts';
import type { Message } from '../index.ts';
import { keyText } from '../meaning/key.ts';
import { textOf } from '../message.ts';
import {
  field4,
  field90,
  field95,
  handTo,
  held,
  testWire,
  type Changes,
  type Plastic,
} from '../testing/wire.ts';
import { insertTaking } from './takings-store.ts';

// What one message brought is taken back once, whoever takes it back: the network, again and under another trace number, or we, when
// nobody heard of it. What its purchase has beside it stays.
const wire = await testWire();
const { about, ask, connect, ends, message, plastic, world } = wire;

const samePurchase = { 48: '6315NTI000000000001' };

const reversalOf = (original: Message, mti = '0400', changes: Changes = {}): Message =>
  about(original, mti, { 48: null, 60: null, 90: field90(original), ...changes });

/** Resolves when the server has said what became of an approval that nobody heard of, counted from a line on. */
async function settled(from: number): Promise<void> {
  const isSaid = ({ msg }: Record<string, unknown>): boolean =>
    /^an approval that nobody heard of (was taken back|had moved on)$/.test(String(msg));
  while (!wire.lines.slice(from).some(isSaid)) await new Promise(setImmediate);
}

/** Sends a message that is approved, and answered 91 all the same; `meanwhile` happens before that is taken back. */
async function unheard(
  request: Message,
  meanwhile = (): Promise<void> => Promise.resolve(),
  process: Parameters<typeof connect>[0] = {},
): Promise<void> {
  const late = held();
  const client = await connect({ ...process, limits: { answerMs: 150 }, around: late.around });
  const from = wire.lines.length;
  assert.equal((await client.ask(request)).fields[39], '91');
  await late.decided;
  await meanwhile();
  late.open();
  await settled(from);
}

/** 50 authorized, and 30 more on top of it. */
async function increased(available = '1000.00'): Promise<{ readonly card: Plastic; readonly more: Message }> {
  const card = await plastic(available);
  const base = message('0100', card, '50.00');
  assert.equal(await ask(base), '00');
  return { card, more: about(base, '0100', { 4: field4('30.00'), 60: '3900' }) };
}

test('an increment is reversed once, under however many trace numbers, also at the same moment', async () => {
  const { card, more } = await increased();
  assert.equal(await ask(more), '00');
  const first = reversalOf(more);
  assert.equal(await ask(first), '00');
  assert.equal(await ask(reversalOf(more)), '25');
  assert.equal(await ask({ ...first, mti: '0401' }), '00');
  // Other contents under the key of the first are no reversal, and undo none.
  assert.equal(await ask({ ...first, fields: { ...first.fields, 4: field4('10.00') } }), '94');
  assert.equal(await ask(reversalOf(more, '0420')), '00');
  await ends(card, '950.00', '50.00');

  const again = await increased();
  await ask(again.more);
  const lines = await Promise.all(Array.from({ length: 6 }, () => connect()));
  const codes = await Promise.all(
    lines.map(async (line) => (await line.ask(reversalOf(again.more))).fields[39]),
  );
  for (const [code, times] of [
    ['00', 1],
    ['25', 5],
  ] as const)
    assert.equal(codes.filter((each) => each === code).length, times, code);
  await ends(again.card, '950.00', '50.00');
});

test('an increment that we took back is not reversed again by the network, nor the other way round', async () => {
  const { card, more } = await increased();
  await unheard(more);
  await ends(card, '950.00', '50.00');
  assert.equal(await ask(reversalOf(more)), '25');
  assert.equal(await ask(reversalOf(more, '0420')), '00');
  await ends(card, '950.00', '50.00');

  const other = await increased();
  await unheard(other.more, async () => {
    assert.equal(await ask(reversalOf(other.more)), '00');
  });
  await ends(other.card, '950.00', '50.00');
});

test('of several single messages of a purchase each is taken back once', async () => {
  const card = await plastic();
  assert.equal(await ask(message('0200', card, '50.00', samePurchase)), '00');
  const second = message('0200', card, '30.00', samePurchase);
  await unheard(second);
  await ends(card, '950.00');
  assert.equal(await ask(reversalOf(second)), '25');
  await ends(card, '950.00');
});

test('a reversal of a single message leaves what was presented beside it', async () => {
  const card = await plastic();
  const single = message('0200', card, '100.00', samePurchase);
  assert.equal(await ask(single), '00');
  assert.equal(await ask(message('0220', card, '50.00', samePurchase)), '00');
  await ends(card, '850.00');
  assert.equal(await ask(reversalOf(single)), '00');
  await ends(card, '950.00');
  assert.equal(await ask(reversalOf(single)), '25');
  await ends(card, '950.00');
});

test('of several presentments, or refunds, each is taken back once', async () => {
  const card = await plastic();
  const base = message('0100', card, '50.00');
  await ask(base);
  const [first, second] = [
    about(base, '0220', { 4: field4('30.00'), 60: '2100' }),
    about(base, '0220', { 4: field4('20.00') }),
  ];
  for (const clearing of [first, second]) await ask(clearing);
  await ends(card, '950.00');
  for (const code of ['00', '25']) assert.equal(await ask(reversalOf(second)), code);
  await ends(card, '970.00');
  assert.equal(await ask(reversalOf(first)), '00');
  await ends(card, '1000.00');

  const refunds = ['5.00', '6.00'].map((amount) => about(base, '0220', { 3: '200000', 4: field4(amount) }));
  for (const refund of refunds) await ask(refund);
  await ends(card, '1011.00');
  for (const refund of refunds)
    for (const code of ['00', '25']) assert.equal(await ask(reversalOf(refund)), code);
  await ends(card, '1000.00');
});

test('a reversal that comes again takes nothing of what its reference names by now', async () => {
  const card = await plastic();
  const first = message('0200', card, '50.00');
  await ask(first);
  const reversal = reversalOf(first, '0400', { 90: null });
  assert.equal(await ask(reversal), '00');
  const second = message('0200', card, '60.00', { 37: first.fields[37] ?? null });
  await ask(second);
  assert.equal(await ask({ ...reversal, mti: '0401' }), '00');
  await ends(card, '940.00');
  assert.equal(await ask(reversalOf(second)), '00');
  await ends(card, '1000.00');
});

test('parts of one message are taken back while they are there; what remains is said of all of it', async () => {
  const card = await plastic();
  const base = message('0100', card, '90.00');
  await ask(base);
  const clearing = about(base, '0220', { 4: field4('50.00'), 60: '2100' });
  for (const each of [clearing, about(base, '0220', { 4: field4('40.00') })]) await ask(each);
  await ends(card, '910.00');
  const part = { 4: field4('30.00') };
  assert.equal(await ask(reversalOf(clearing, '0400', part)), '00');
  assert.equal(await ask(reversalOf(clearing, '0400', part)), '25');
  await ends(card, '940.00');
  const remains = { 95: field95('5.00') };
  assert.equal(await ask(reversalOf(clearing, '0400', remains)), '00');
  await ends(card, '955.00');
  assert.equal(await ask(reversalOf(clearing, '0400', remains)), '25');
  assert.equal(await ask(reversalOf(clearing)), '00');
  await ends(card, '960.00');
});

test('a reversal whose process died before it was booked is booked when it is said again', async () => {
  const { card, more } = await increased();
  await ask(more);
  const reversal = reversalOf(more);
  const [entry] = await world.database.query<{ transaction_id: `tx_${string}`; number: number }>(
    sql(
      'test.incrementOfCard',
      `SELECT transaction_id, number FROM card_entries WHERE card_id = $1 AND kind = 'incremental_authorization'`,
    ),
    [card.card.id],
  );
  assert.ok(entry);
  const {
    7: transmissionTime,
    11: trace,
    37: retrievalReference,
  } = reversal.fields as Record<number, string>;
  const key = `0400 ${keyText({
    acquirer: '123456',
    trace: trace ?? '',
    transmissionTime: transmissionTime ?? '',
    retrievalReference: retrievalReference ?? '',
  })}`;
  await insertTaking(
    world.database,
    { company: card.card.company, transaction: entry.transaction_id, number: entry.number },
    { ordinal: 1, key, bill: 30_00n },
  );
  assert.equal(await ask(reversalOf(more)), '25');
  await ends(card, '920.00', '80.00');
  assert.equal(await ask({ ...reversal, mti: '0401' }), '00');
  await ends(card, '950.00', '50.00');
});

test('what the network approved in our stead stays held, whether we hear of it before our approval is taken back or after', async () => {
  for (const reason of ['1003', '1100']) {
    const card = await plastic();
    const request = message('0100', card, '40.00');
    let told: Promise<string> | undefined;
    await unheard(request, () => {
      told = ask(about(request, '0120', { 60: reason }));
      return Promise.resolve();
    });
    assert.equal(await told, '00');
    await ends(card, '960.00', '40.00');
  }
  const { card, more } = await increased();
  let told: Promise<string> | undefined;
  await unheard(more, () => {
    told = ask(about(more, '0120', { 60: '1003', 90: field90(more) }));
    return Promise.resolve();
  });
  assert.equal(await told, '00');
  await ends(card, '920.00', '80.00');
});

test('a reversal of more that we declined, or took back, takes what the network approved of it in our stead, once', async () => {
  const declined = await increased('60.00');
  assert.equal(await ask(declined.more), '51');
  const withdrawn = await increased('60.00');
  const enough = { ...withdrawn.more, fields: { ...withdrawn.more.fields, 4: field4('10.00') } };
  await unheard(enough);
  for (const [{ card }, request, amount, left] of [
    [declined, declined.more, '80.00', '-20.00'],
    [withdrawn, enough, '60.00', '0.00'],
  ] as const) {
    assert.equal(await ask(about(request, '0120', { 60: '1003', 90: field90(request) })), '00');
    await ends(card, left, amount);
    for (const code of ['00', '25', '25']) {
      assert.equal(await ask(reversalOf(request)), code);
      await ends(card, '10.00', '50.00');
    }
  }
});

test('what another process was told of in our stead is not taken back by this one', async () => {
  const elsewhere = await connect({ elsewhere: true });
  const card = await plastic();
  const request = message('0100', card, '40.00');
  await unheard(request, async () => void (await elsewhere.ask(about(request, '0120', { 60: '1003' }))));
  await ends(card, '960.00', '40.00');

  const { card: other, more } = await increased();
  const advice = about(more, '0120', { 60: '1003', 90: field90(more) });
  await unheard(more, async () => void (await elsewhere.ask(advice)));
  await ends(other, '920.00', '80.00');
});

/** A process whose operation of this kind waits, once, until `first` has happened elsewhere. */
function processThatWaits(kind: CardOperation['kind'], first: () => Promise<unknown>) {
  let waited = false;
  return {
    elsewhere: true,
    submit: async (operation: CardOperation): Promise<CardOutcome> => {
      if (operation.kind === kind && !waited) {
        waited = true;
        await first();
      }
      return world.authorizations.submit(operation);
    },
  };
}

test('what two processes do at the same moment ends as one after the other: taken back, and told that it was approved in our stead', async () => {
  for (const reason of ['1003', '1100']) {
    const card = await plastic();
    const request = message('0100', card, '40.00');
    const process = processThatWaits('cancel', () => ask(about(request, '0120', { 60: reason })));
    await unheard(request, undefined, process);
    await ends(card, '960.00', '40.00');
  }
  const adviceOf = (more: Message): Message => about(more, '0120', { 60: '1003', 90: field90(more) });
  const first = await increased();
  await unheard(
    first.more,
    undefined,
    processThatWaits('reverse', () => ask(adviceOf(first.more))),
  );
  await ends(first.card, '920.00', '80.00');

  const second = await increased();
  const late = held();
  const slow = await connect({ limits: { answerMs: 150 }, around: late.around });
  assert.equal((await slow.ask(second.more)).fields[39], '91');
  const withdrawn = async (): Promise<void> => {
    const from = wire.lines.length;
    late.open();
    await settled(from);
  };
  const elsewhere = await connect(processThatWaits('stand_in', withdrawn));
  await elsewhere.ask(adviceOf(second.more));
  await ends(second.card, '920.00', '80.00');
});

test('an approval that another process told of to a repeat is not taken back by this one; of one taken back no other tells', async () => {
  for (const mti of ['0100', '0200']) {
    const card = await plastic();
    const request = message(mti, card, '40.00');
    const elsewhere = await connect({ elsewhere: true });
    const repeat = async (): Promise<unknown> =>
      (await elsewhere.ask({ ...request, mti: `${mti.slice(0, 3)}1` })).fields[39];
    await unheard(request, async () => assert.equal(await repeat(), '00'));
    await ends(card, '960.00', mti === '0100' ? '40.00' : '0.00');
    assert.equal(await repeat(), '00');
    assert.equal(await ask(reversalOf(request)), '00');
    await ends(card, '1000.00');

    const gone = message(mti, card, '50.00');
    await unheard(gone);
    assert.equal((await elsewhere.ask({ ...gone, mti: `${mti.slice(0, 3)}1` })).fields[39], '91');
    await ends(card, '1000.00');
  }
});

test('what several processes told of and none could deliver is taken back by the last of them, and stays where one was heard', async () => {
  const [first, second, third] = [0, 1, 2].map(() => wire.process(world.authorizations.submit));
  for (const mti of ['0100', '0200', '0220'])
    for (const heard of [undefined, 0, 1, 2])
      for (const order of [
        [0, 1, 2],
        [2, 0, 1],
      ]) {
        const card = await plastic();
        const isRefund = mti === '0220';
        const request = message(isRefund ? '0200' : mti, card, '40.00', isRefund ? { 3: '200000' } : {});
        const answers = [];
        for (const process of [first, second, third]) answers.push(await handTo(process!, request));
        for (const answer of answers) assert.equal(textOf(answer.message, 39), '00');
        for (const at of order)
          if (at === heard) answers[at]?.delivered?.();
          else await answers[at]?.undelivered?.('not-written');
        const { available } = await world.balances(card.card);
        assert.equal(available, heard === undefined ? '1000.00' : isRefund ? '1040.00' : '960.00');
        const later = await handTo(first!, { ...request, mti: `${request.mti.slice(0, 3)}1` });
        assert.equal(textOf(later.message, 39), heard === undefined ? '91' : '00');
      }
});

test('what two processes fail to deliver at the same moment goes once, with us and the network together', async () => {
  const { card, more } = await increased();
  const bothLook = Promise.withResolvers<void>();
  const firstLeft = Promise.withResolvers<void>();
  const isLastWord = (operation: CardOperation): boolean => 'unheardBy' in operation;
  const first = wire.process(async (operation) => {
    const outcome = await world.authorizations.submit(operation);
    // It may not take it back, as the other one tells of it, and leaves what it had set aside: late.
    if (isLastWord(operation)) await bothLook.promise;
    return outcome;
  });
  const second = wire.process(async (operation) => {
    if (isLastWord(operation)) {
      bothLook.resolve();
      await firstLeft.promise;
    }
    return world.authorizations.submit(operation);
  });
  const [one, two] = [await handTo(first, more), await handTo(second, more)];
  await Promise.all([
    one.undelivered?.('not-written').then(firstLeft.resolve),
    two.undelivered?.('not-written'),
  ]);
  await ends(card, '950.00', '50.00');
  assert.equal(await ask(reversalOf(more)), '25');
  await ends(card, '950.00', '50.00');
});

test('of one request that the network approved in our stead and tells two processes of under two trace numbers one hold is made', async () => {
  const { card, more } = await increased('60.00');
  assert.equal(await ask(more), '51');
  const advice = (): Message => about(more, '0120', { 60: '1003', 90: field90(more) });
  const elsewhere = await connect(processThatWaits('stand_in', () => ask(advice())));
  await elsewhere.ask(advice());
  await ends(card, '-20.00', '80.00');
});

test('of several requests that the network approved in our stead each is one hold, however often it is told, and goes with its own reversal', async () => {
  const { card, more } = await increased('60.00');
  const other = about(more, '0100', { 4: field4('20.00') });
  for (const request of [more, other]) assert.equal(await ask(request), '51');
  const advise = (request: Message, changes: Changes = {}): Promise<string> =>
    ask(about(request, '0120', { 60: '1003', 90: field90(request), ...changes }));
  await advise(more);
  await ends(card, '-20.00', '80.00');
  for (const reason of ['1003', '3900', null]) {
    await advise(other, { 60: reason });
    await ends(card, '-40.00', '100.00');
  }
  await advise(more, { 4: field4('35.00') });
  await advise(more, { 4: field4('33.00') });
  await ends(card, '-43.00', '103.00');
  for (const code of ['00', '25']) assert.equal(await ask(reversalOf(other)), code);
  await ends(card, '-23.00', '83.00');
  for (const code of ['00', '25']) assert.equal(await ask(reversalOf(more)), code);
  await ends(card, '10.00', '50.00');
});

test('an advice of another request of its purchase does not keep an approval that nobody heard of', async () => {
  const { card, more } = await increased('70.00');
  assert.equal(await ask(more), '51');
  const small = about(more, '0100', { 4: field4('5.00') });
  const elsewhere = await connect({ elsewhere: true });
  await unheard(small, async () => {
    await elsewhere.ask(about(more, '0120', { 60: '1003', 90: field90(more) }));
  });
  await ends(card, '-10.00', '80.00');
});

const inOurStead = (request: Message, changes: Changes = {}): Message =>
  about(request, '0120', { 60: '1003', 90: field90(request), ...changes });

test('what was approved in our stead of a request that never came goes with a reversal of that, whichever comes first; the request is late then', async () => {
  const card = await plastic();
  const [first, second, same] = [
    message('0100', card, '40.00'),
    message('0100', card, '30.00'),
    message('0100', card, '20.00'),
  ];
  for (const request of [first, second]) assert.equal(await ask(inOurStead(request)), '00');
  assert.equal(await ask({ mti: '0120', fields: { ...same.fields, 60: '1003' } }), '00');
  await ends(card, '910.00', '90.00');
  for (const request of [first, same]) assert.equal(await ask(request), '94');
  await ends(card, '910.00', '90.00');
  for (const code of ['00', '25']) assert.equal(await ask(reversalOf(first)), code);
  assert.equal(await ask(first), '94');
  assert.equal(await ask(inOurStead(second)), '00');
  await ends(card, '950.00', '50.00');

  const overtaken = message('0100', card, '10.00');
  assert.equal(await ask(reversalOf(overtaken, '0420')), '00');
  assert.equal(await ask(inOurStead(overtaken)), '00');
  await ends(card, '950.00', '50.00');
});

test('more that was approved in our stead and never asked for here is held on top, once, and goes alone', async () => {
  const { card, more } = await increased();
  for (let time = 0; time < 2; time += 1) {
    assert.equal(await ask(inOurStead(more)), '00');
    await ends(card, '920.00', '80.00');
  }
  assert.equal(await ask(more), '94');
  assert.equal(await ask(inOurStead(more, { 4: field4('35.00') })), '00');
  await ends(card, '915.00', '85.00');
  for (const code of ['00', '25']) assert.equal(await ask(reversalOf(more)), code);
  await ends(card, '950.00', '50.00');
});

test('advices under one trace number and several retrieval references, or none, are each booked', async () => {
  for (const mti of ['0120', '0220']) {
    const card = await plastic();
    const advice = message(mti, card, '10.00', { 60: '1003', 37: null });
    const fields = [null, 'REFERENCE001', 'REFERENCE002'].map((reference) => ({
      ...advice.fields,
      ...(reference && { 37: reference }),
    }));
    for (const each of fields) assert.equal(await ask({ mti, fields: each }), '00');
    const { available } = await world.balances(card.card);
    assert.equal(available, '970.00', mti);
  }
});

test('a single message that the network approved in our stead is posted once, whether we had posted it, take it back meanwhile, or hear of it late or never', async () => {
  const single = (of: Plastic): Message => message('0200', of, '40.00');
  const standIn = (request: Message): Message => about(request, '0220', { 60: '1003', 90: field90(request) });
  const card = await plastic();
  const booked = single(card);
  for (const each of [booked, standIn(booked), standIn(booked)]) assert.equal(await ask(each), '00');
  await ends(card, '960.00');
  assert.equal(await ask(reversalOf(booked)), '00');
  await ends(card, '1000.00');

  const unseen = single(card);
  const told = standIn(unseen);
  for (const each of [told, { ...told, mti: '0221' }]) assert.equal(await ask(each), '00');
  assert.equal(await ask(unseen), '94');
  await ends(card, '960.00');
  for (const code of ['00', '25']) assert.equal(await ask(reversalOf(unseen)), code);
  await ends(card, '1000.00');

  const elsewhere = await connect({ elsewhere: true });
  const crossed = single(card);
  await unheard(crossed, async () => void (await elsewhere.ask(standIn(crossed))));
  await ends(card, '960.00');
  const withdrawn = single(card);
  await unheard(withdrawn);
  assert.equal(await ask(standIn(withdrawn)), '00');
  await ends(card, '920.00');
  const overtaken = single(card);
  const waits = await connect(processThatWaits('force_post', () => ask(overtaken)));
  await waits.ask(standIn(overtaken));
  await ends(card, '880.00');
});

test('what was posted goes with a reversal that names an advice of it, once, whichever of the two comes first', async () => {
  const card = await plastic();
  const standIn = (request: Message): Message => about(request, '0220', { 60: '1003', 90: field90(request) });
  const posted = message('0200', card, '40.00');
  const told = standIn(posted);
  for (const each of [posted, told]) assert.equal(await ask(each), '00');
  await ends(card, '960.00');
  assert.equal(await ask(reversalOf(told)), '00');
  await ends(card, '1000.00');
  // A repeat tells nothing new, and there is nothing left to take.
  assert.equal(await ask({ ...told, mti: '0221' }), '00');
  for (const each of [told, posted]) assert.equal(await ask(reversalOf(each)), '25');
  await ends(card, '1000.00');

  const overtaken = message('0200', card, '30.00');
  const late = standIn(overtaken);
  for (const each of [overtaken, reversalOf(late, '0420')]) assert.equal(await ask(each), '00');
  await ends(card, '970.00');
  for (const mti of ['0220', '0221']) assert.equal(await ask({ ...late, mti }), '00');
  await ends(card, '1000.00');

  const unseen = message('0200', card, '20.00');
  const [first, again] = [standIn(unseen), standIn(unseen)];
  for (const each of [first, again]) assert.equal(await ask(each), '00');
  await ends(card, '980.00');
  assert.equal(await ask(reversalOf(again)), '00');
  await ends(card, '1000.00');
  assert.ok(!wire.lines.some(({ msg }) => msg === 'an advice that could not be booked'));
});

test('a request that is being decided in one process while another hears that it was approved in our stead is one hold', async () => {
  for (const more of [false, true]) {
    const { card, ...of } = await increased();
    const request = more ? of.more : message('0100', card, '30.00');
    const elsewhere = await connect(processThatWaits('stand_in', () => ask(request)));
    await elsewhere.ask(inOurStead(request));
    await ends(card, '920.00', '80.00');
  }
});

test('a reversal of more takes back that, also where its field 90 has no acquirer and its own is another one', async () => {
  const { card, ...of } = await increased();
  const more = { ...of.more, fields: { ...of.more.fields, 4: field4('60.00') } };
  assert.equal(await ask(more), '00');
  await ends(card, '890.00', '110.00');
  const elsewhere = { 32: '999999', 90: `${field90(more).slice(0, 20)}${'0'.repeat(22)}` };
  for (const code of ['00', '25']) assert.equal(await ask(reversalOf(more, '0400', elsewhere)), code);
  await ends(card, '950.00', '50.00');
});

test('an advice that names its request by another acquirer, and by the same reference, is of that', async () => {
  for (const mti of ['0100', '0200']) {
    const card = await plastic();
    const request = message(mti, card, '40.00');
    assert.equal(await ask(request), '00');
    const elsewhere = { 32: '999999', 90: `${field90(request).slice(0, 20)}${'0'.repeat(22)}` };
    assert.equal(
      await ask(about(request, mti === '0100' ? '0120' : '0220', { 60: '1003', ...elsewhere })),
      '00',
    );
    await ends(card, '960.00', mti === '0100' ? '40.00' : '0.00');
  }
});

test('what was approved in our stead of the first request, and is told late or again, leaves what was approved on top of it', async () => {
  for (const [available, code] of [
    ['1000.00', '00'],
    ['10.00', '51'],
  ] as const) {
    const card = await plastic(available);
    const base = message('0100', card, '50.00');
    assert.equal(await ask(base), code);
    if (code === '51') assert.equal(await ask(inOurStead(base)), '00');
    await world.cards.changeBalance(card.card.company, card.card.id, { kind: 'set', amount: 950_00n });
    assert.equal(await ask(about(base, '0100', { 4: field4('30.00'), 60: '3900' })), '00');
    await ends(card, '920.00', '80.00');
    for (let time = 0; time < 2; time += 1) {
      assert.equal(await ask(inOurStead(base)), '00');
      await ends(card, '920.00', '80.00');
    }
  }
  const card = await plastic();
  const never = message('0100', card, '50.00');
  assert.equal(await ask(inOurStead(never)), '00');
  assert.equal(await ask(about(never, '0100', { 4: field4('30.00'), 60: '3900' })), '00');
  assert.equal(await ask(inOurStead(never)), '00');
  await ends(card, '920.00', '80.00');
});

test('more that is told as such (3900), named by field 90 and never asked for here, is held once, and is late then', async () => {
  const { card, more } = await increased();
  for (let time = 0; time < 2; time += 1) {
    assert.equal(await ask(inOurStead(more, { 60: '3900' })), '00');
    await ends(card, '920.00', '80.00');
  }
  assert.equal(await ask(more), '94');
  for (const code of ['00', '25']) assert.equal(await ask(reversalOf(more)), code);
  await ends(card, '950.00', '50.00');
});

test('an advice under the trace number of its request is of that, whatever else has the network transaction id', async () => {
  const card = await plastic();
  const id = { 48: '6315NTI-own-number ' };
  const [one, two] = [message('0100', card, '50.00', id), message('0100', card, '50.00', id)];
  assert.equal(await ask(one), '00');
  await unheard(two);
  await ends(card, '950.00', '50.00');
  assert.equal(await ask({ mti: '0120', fields: { ...two.fields, 60: '1003' } }), '00');
  await ends(card, '900.00', '100.00');
});

test('a message that came gets its first answer again, although a reversal of it was remembered at the same moment', async () => {
  const card = await plastic();
  const request = message('0100', card, '50.00');
  const advice = { mti: '0120', fields: { ...request.fields, 60: '1003' } };
  const first = await wire.send(advice);
  const part = { 95: field95('20.00') };
  assert.equal(await ask(reversalOf(request, '0400', part)), '00');
  // It was not found by the first look at what was there.
  await world.authorizations.submit({
    kind: 'reverse_unseen',
    company: card.card.company,
    traceId: 'a'.repeat(32),
    key: null,
    card: card.card.id,
    originalKey: `123456|${textOf(request, 11)}|${textOf(request, 7)}|`,
  });
  assert.deepEqual(await wire.send({ ...advice, mti: '0121' }), first);
  await ends(card, '980.00', '20.00');
});

test('what was answered under a number of the card that was replaced since is answered the same again', async () => {
  const card = await plastic();
  const request = message('0100', card, '50.00');
  const first = await wire.send(request);
  await world.cards.reissue(card.card.company, card.card.id);
  assert.deepEqual(await wire.send({ ...request, mti: '0101' }), first);
  assert.equal(await ask(message('0100', card, '1.00')), '14');
  await ends(card, '950.00', '50.00');
});

test('what we are about to take back, and cannot since a repeat was told of it, goes with a reversal that comes at that moment', async () => {
  const elsewhere = await connect({ elsewhere: true });
  for (const mti of ['0200', '0100']) {
    const { card, more } = await increased();
    const request = mti === '0100' ? more : message(mti, card, '30.00');
    const told = async (): Promise<void> => {
      assert.equal((await elsewhere.ask({ ...request, mti: `${mti.slice(0, 3)}1` })).fields[39], '00');
      assert.equal((await elsewhere.ask(reversalOf(request))).fields[39], '00');
    };
    await unheard(request, undefined, processThatWaits('reverse', told));
    await ends(card, '950.00', '50.00');
  }
});

test('a reversal of the first authorization takes all that it came to, also where a verification or a refusal was before it', async () => {
  for (const [number, before] of [
    ['1', '0.00'],
    ['2', '2000.00'],
  ] as const) {
    const card = await plastic();
    const id = { 48: `6315NTI-before-${number}   ` };
    assert.notEqual(await ask(message('0100', card, before, id)), '00');
    const request = message('0100', card, '50.00', id);
    assert.equal(await ask(request), '00');
    assert.equal(await ask(about(request, '0120', { ...id, 4: field4('60.00'), 60: '1100' })), '00');
    await ends(card, '940.00', '60.00');
    assert.equal(await ask(reversalOf(request, '0400', id)), '00');
    await ends(card, '1000.00');
    if (before !== '0.00') continue;
    const declined = message('0100', card, '1050.00', { 48: '6315NTI-before-no   ' });
    await ask({ ...declined, fields: { ...declined.fields, 4: field4('0.00'), 11: '900000' } });
    assert.equal(await ask(declined), '51');
    const advice = about(declined, '0120', { 60: '1003', 90: field90(declined) });
    assert.equal(await ask(advice), '00');
    await ends(card, '-50.00', '1050.00');
    assert.equal(await ask(reversalOf(number === '1' ? declined : advice)), '00');
    await ends(card, '1000.00');
  }
});

test('what was approved in our stead after a verification, or a presentment, of its purchase is held once where the request comes late', async () => {
  for (const [mti, amount, left] of [
    ['0100', '0.00', '950.00'],
    ['0220', '20.00', '950.00'],
  ] as const) {
    const card = await plastic();
    const id = { 48: `6315NTI-late-${mti}  ` };
    await ask(message(mti, card, amount, { ...id, ...(mti === '0220' && { 60: '2100' }) }));
    const request = message('0100', card, '50.00', id);
    assert.equal(await ask({ mti: '0120', fields: { ...request.fields, 60: '1003' } }), '00');
    assert.equal(await ask(request), '94');
    assert.equal((await world.balances(card.card)).available, left);
  }
});

test('what the network has reversed of a request stays reversed, whenever the advice of it comes, and however the two name it', async () => {
  const standIn = (request: Message, changes: Changes = {}): Message =>
    about(request, request.mti === '0200' ? '0220' : '0120', {
      60: '1003',
      90: field90(request),
      ...changes,
    });
  /** What has come of the request, the reversal that came then, and the advice that it overtook. */
  const stories: readonly ((request: Message) => readonly Message[])[] = [
    (request) => [request, reversalOf(request), standIn(request)],
    (request) => [request, reversalOf(request), standIn(request, { 37: 'ANOTHERREF01' })],
    (request) => [request, reversalOf(request, '0420', { 90: null }), standIn(request, { 90: null })],
    (request) => [standIn(request), reversalOf(request), standIn(request)],
    (request) => [reversalOf(request, '0420'), standIn(request), request],
    (request) => {
      const [one, two] = [standIn(request), standIn(request, { 37: 'ANOTHERREF01' })];
      return [request, reversalOf(two, '0420'), one, two];
    },
    (request) => {
      const advice = standIn(request, { 37: 'ANOTHERREF01' });
      return [reversalOf(advice, '0420'), advice, request, standIn(request)];
    },
    (request) => [request, reversalOf(request), about(request, '0120', { 4: field4('60.00'), 60: '1100' })],
    (request) => [request, reversalOf(request), about(request, '0120', { 60: '3900', 90: field90(request) })],
  ];
  for (const mti of ['0100', '0200'])
    for (const [at, story] of stories.entries()) {
      // A completion and more on it are of what is held.
      if (mti === '0200' && at >= 7) continue;
      for (const amount of ['40.00', '2000.00']) {
        const card = await plastic();
        for (const each of story(message(mti, card, amount))) await ask(each);
        await ends(card, '1000.00');
      }
    }
});

test('of more on a purchase nothing is held again once it was reversed, with what it is on or alone; nor of a part that was', async () => {
  const inOurStead = (request: Message): Message =>
    about(request, '0120', { 60: '1003', 90: field90(request) });
  const declined = await increased('60.00');
  await ask(declined.more);
  assert.equal(await ask(reversalOf(declined.more)), '25');
  await ask(inOurStead(declined.more));
  await ends(declined.card, '10.00', '50.00');

  const whole = await increased('60.00');
  await ask(whole.more);
  assert.equal(await ask(reversalOf(whole.more, '0420', { 4: field4('50.00'), 90: null })), '00');
  await ask(inOurStead(whole.more));
  await ends(whole.card, '60.00');

  for (const [mti, left] of [
    ['0100', '40.00'],
    ['0200', '0.00'],
  ] as const) {
    const card = await plastic();
    const request = message(mti, card, '100.00');
    const advice = about(request, mti === '0200' ? '0220' : '0120', { 60: '1003', 90: field90(request) });
    for (const each of [request, reversalOf(request, '0420', { 95: field95('40.00') }), advice])
      await ask(each);
    await ends(card, '960.00', left);
  }
});
