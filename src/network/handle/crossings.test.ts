/**
 * Messages of a network that cross in two or three processes, at every point: before each thing that one of them asks of the database or has
 * booked, another comes and is done with, or is itself overtaken so by a third. Whatever it is, what is held and posted after that is what comes
 * of them one after the other, in one order or another, and nothing where one of them calls the purchase off; and totals, entries and ledger
 * agree. Those cross that did not end so once; with `NETWORK_CROSSINGS=all` all that this knows do, in some minutes.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atEnd } from '../../../test/support/at-end.ts';
import type { ApprovalMethod } from '../../cards/index.ts';
import { otherProcess } from '../../authorizations/testing/other-process.ts';
import { recompute } from '../../authorizations/testing/recompute.ts';
import type { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql, type Database } from '../../platform/database.ts';
import { randomInt } from '../../platform/random.ts';
import { newTraceId } from '../../platform/trace-id.ts';
import type { HandleDoors } from '../index.ts';
import { textOf, type Message } from '../message.ts';
import { field4, field90, handTo, testWire, type Changes, type Plastic } from '../testing/wire.ts';

const wire = await testWire();
const { about, message, world } = wire;
/** What happens while the other process asks a company. */
let whileAsked = (): Promise<void> => Promise.resolve();
const other = otherProcess(world.database, async () => {
  await whileAsked();
  return { outcome: 'approve', durationMs: 1 };
});
atEnd(() => other[Symbol.asyncDispose]());

type Process = ReturnType<typeof wire.process>;
const here = wire.process(world.authorizations.submit);

/** A message, and whether anybody heard its answer. */
interface Told {
  readonly message: Message;
  readonly heard: boolean;
}

/** Or what happens of itself to all that is held on a card. */
type Sent = Told | { readonly expires: Plastic };

const openOf = sql('test.crossings.open', 'SELECT id FROM card_transactions WHERE card_id = $1 AND held > 0');

/** All holds of a card run out, as the worker of another process finds them. */
async function runOut({ card }: Plastic): Promise<void> {
  for (const { id } of await world.database.query<{ id: `tx_${string}` }>(openOf, [card.id]))
    await other
      .submit({
        kind: 'expire',
        company: card.company,
        traceId: newTraceId(),
        key: null,
        transaction: id,
        money: null,
        due: null,
      })
      .catch((error: unknown) => assert.equal((error as Failure).code, 'VAL'));
}

async function send(process: Process, given: Sent): Promise<void> {
  if ('expires' in given) return runOut(given.expires);
  const { message: sent, heard } = given;
  const answer = await handTo(process, sent);
  assert.notEqual(textOf(answer.message, 39), '96');
  if (heard) answer.delivered?.();
  else await answer.undelivered?.('not-written');
}

/** A process before whose so manieth step `meanwhile` happens; `steps` says how many it took. */
function interrupted(at: number, meanwhile: () => Promise<void>) {
  let steps = 0;
  const step = async (): Promise<void> => {
    steps += 1;
    if (steps === at) await meanwhile();
  };
  const { query, execute } = world.database;
  const database: Database = {
    ...world.database,
    query: async (...said: Parameters<Database['query']>) => (await step(), query(...said)),
    execute: async (...said: Parameters<Database['execute']>) => (await step(), execute(...said)),
  } as Database;
  const submit: HandleDoors['authorizations']['submit'] = async (operation) => {
    await step();
    return other.submit(operation);
  };
  whileAsked = step;
  return { process: wire.process(submit, database), steps: () => steps };
}

/** What has gone before, and the messages that may cross then. */
interface Scene {
  readonly before: readonly Sent[];
  readonly messages: Readonly<Record<string, Sent>>;
  /** What shows where it went: sent one after the other when it is quiet. */
  readonly probes: readonly Message[];
  /** What is left where one of the messages reverses what they are about, whatever comes before or after that. */
  readonly calledOff?: string;
}

const heard = (sent: Message): Told => ({ message: sent, heard: true });

const advices: Readonly<Record<string, string>> = { '0100': '0120', '0200': '0220' };

/** All that a network may say of one request; `always` is in all of it. */
function saidOf(request: Message, always: Changes = {}): Record<string, Told> {
  const advice = advices[request.mti] ?? '';
  const later = (mti: string, of: Message, changes: Changes): Told =>
    heard(about(of, mti, { 60: null, 90: field90(of), ...always, ...changes }));
  const standIn = (changes: Changes = {}): Told => later(advice, request, { 60: '1003', ...changes });
  const named = standIn();
  return {
    request: heard(request),
    unheard: { message: request, heard: false },
    'as sent': heard({ mti: advice, fields: { ...request.fields, 60: '1003' } }),
    named,
    again: heard({ ...named.message, mti: `${advice.slice(0, 3)}1` }),
    'named anew': standIn(),
    'another reference': standIn({ 37: 'ANOTHERREF01' }),
    'no reference': standIn({ 37: null }),
    reversal: later('0420', request, {}),
    'reversed anew': later('0400', request, {}),
    'reversal of an advice': later('0420', named.message, {}),
  };
}

/** Of two requests of a purchase what may cross of the one with the other. */
function saidOfBoth(one: Message, two: Message, always: Changes = {}): Record<string, Sent> {
  const said = [one, two].map((request) => saidOf(request, always));
  const some = ['request', 'as sent', 'named', 'reversal'];
  return Object.fromEntries(
    said.flatMap((each, at) => some.map((name) => [`${name} ${at + 1}`, each[name]!] as const)),
  );
}

/** As a company plays it that decides itself. */
const asked = (make: (card: Plastic) => Scene): Making =>
  Object.assign((card: Plastic) => make(card), { approvalMethod: 'WEBHOOK' } as const);

/** Of each card another one: no two have the same. */
const samePurchase = ({ pan }: Plastic): Changes => ({ 48: `6315${pan.slice(-15)}` });

interface Making {
  readonly approvalMethod?: ApprovalMethod;
  (card: Plastic): Scene;
}

const nothingHeld = '1000.00 and 0.00';

/** One request alone, which is reversed in the end. */
const alone =
  (mti: '0100' | '0200', amount: string, changes: Changes = {}) =>
  (card: Plastic): Scene => {
    const request = message(mti, card, amount, changes);
    return {
      before: [],
      messages: saidOf(request),
      probes: [about(request, '0420', { 90: field90(request) })],
      calledOff: nothingHeld,
    };
  };

/** More on an authorization; both are reversed in the end. */
const moreOnOne = (card: Plastic): Scene => {
  const base = message('0100', card, '50.00');
  const more = about(base, '0100', { 4: field4('60.00'), 60: '3900' });
  return {
    before: [heard(base)],
    messages: saidOf(more),
    probes: [
      about(more, '0420', { 60: null, 90: field90(more) }),
      about(base, '0420', { 90: field90(base) }),
    ],
    calledOff: '950.00 and 50.00',
  };
};

const scenes: Readonly<Record<string, Making>> = {
  'an authorization': (card) => {
    const request = message('0100', card, '50.00');
    return {
      before: [],
      messages: {
        ...saidOf(request),
        clearing: heard(about(request, '0220', { 4: field4('20.00') })),
        completion: heard(about(request, '0120', { 4: field4('45.00'), 60: '1100' })),
        refund: heard(about(request, '0220', { 3: '200000', 4: field4('5.00') })),
      },
      probes: [
        about(request, '0220', { 4: field4('10.00') }),
        about(request, '0420', { 90: field90(request) }),
      ],
      calledOff: nothingHeld,
    };
  },
  'more, a presentment and the end of the hold': (card) => {
    const base = message('0100', card, '50.00');
    const more = about(base, '0100', { 4: field4('60.00'), 60: '3900' });
    return {
      before: [heard(base)],
      messages: {
        request: heard(more),
        named: heard(about(more, '0120', { 60: '1003', 90: field90(more) })),
        clearing: heard(about(base, '0220', { 4: field4('70.00'), 60: null })),
        part: heard(about(base, '0220', { 4: field4('20.00'), 60: '2100' })),
        expiry: { expires: card },
        reversal: heard(about(base, '0420', { 90: field90(base) })),
      },
      probes: [
        about(base, '0220', { 4: field4('10.00'), 60: '2100' }),
        about(more, '0420', { 60: null, 90: field90(more) }),
      ],
    };
  },
  'a refund, its reversal and its repeat': (card) => {
    const base = message('0100', card, '50.00');
    const clearing = about(base, '0220');
    const refund = about(base, '0220', { 3: '200000', 4: field4('20.00') });
    const reversal = about(refund, '0420', { 90: field90(refund) });
    const asked = about(base, '0200', { 3: '200000', 4: field4('15.00') });
    return {
      before: [heard(base)],
      messages: {
        clearing: heard(clearing),
        refund: heard(refund),
        repeat: heard({ ...refund, mti: '0221' }),
        reversal: heard(reversal),
        'reversed again': heard({ ...reversal, mti: '0421' }),
        'reversed anew': heard(about(refund, '0400', { 90: field90(refund) })),
        'reversal of the presentment': heard(about(clearing, '0420', { 90: field90(clearing) })),
        asked: { message: asked, heard: false },
        'asked again': heard({ ...asked, mti: '0201' }),
      },
      probes: [about(base, '0220', { 4: field4('10.00') }), about(refund, '0420', { 90: field90(refund) })],
    };
  },
  'an authorization without a reference': alone('0100', '50.00', { 37: null }),
  'one that is declined': alone('0100', '1050.00'),
  'a single message': alone('0200', '50.00'),
  'more on an authorization': moreOnOne,
  'one behind a verification': (card) => {
    const id = samePurchase(card);
    const request = message('0100', card, '50.00', { ...id, 37: null });
    return {
      before: [heard(message('0100', card, '0.00', id))],
      messages: saidOf(request, id),
      probes: [
        about(request, '0220', { ...id, 4: field4('10.00'), 60: '2100' }),
        about(request, '0420', { 90: field90(request) }),
      ],
      calledOff: nothingHeld,
    };
  },
  'one behind a verification, whose advice is reversed': (card) => {
    const id = samePurchase(card);
    const request = message('0100', card, '50.00', id);
    const messages = saidOf(request, id);
    const advice = messages['named']!.message;
    return {
      before: [heard(message('0100', card, '0.00', id))],
      messages,
      probes: [about(advice, '0420', { ...id, 60: null, 90: field90(advice) })],
    };
  },
  'an authorization that its company is asked about': asked(alone('0100', '50.00')),
  'a single message that its company is asked about': asked(alone('0200', '50.00')),
  'more that its company is asked about': asked(moreOnOne),
  'two requests of one reference': (card) => {
    const one = message('0100', card, '50.00');
    const two = about(one, '0100', { 4: field4('50.00'), 60: '3900' });
    return {
      before: [],
      messages: saidOfBoth(one, two),
      probes: [about(one, '0220', { 4: field4('10.00') })],
    };
  },
  'two requests of one network transaction id': (card) => {
    const [one, two] = ['50.00', '60.00'].map((each) => message('0100', card, each, samePurchase(card))) as [
      Message,
      Message,
    ];
    return {
      before: [],
      messages: saidOfBoth(one, two, samePurchase(card)),
      probes: [about(two, '0420', { 90: field90(two) }), about(one, '0420', { 90: field90(one) })],
    };
  },
};

const shared = await world.company(100_000_000_00n);
const own: Id<'company'>[] = [];

/** With 1,000 on it, or in the holding of its company, which is then its own. */
async function newCard(approvalMethod: ApprovalMethod): Promise<Plastic> {
  const company = approvalMethod === 'TOP_UP' ? shared : await world.company(1_000_00n);
  if (company !== shared) own.push(company);
  const card = await world.card(company, { approvalMethod });
  if (approvalMethod === 'TOP_UP')
    await world.cards.changeBalance(company, card.id, { kind: 'set', amount: 1_000_00n });
  const pan = await world.vault.reveal(world.database, { company, card: card.id });
  return { card, pan: pan.reveal() };
}

/** What is left when two messages have been sent, and after each of the probes. */
async function play(make: Making, cross: (messages: Scene['messages']) => Promise<void>): Promise<string> {
  const card = await newCard(make.approvalMethod ?? 'TOP_UP');
  const { before, messages, probes } = make(card);
  for (const sent of before) await send(here, sent);
  await cross(messages);
  const left: string[] = [];
  const look = async (): Promise<void> => {
    const { available, held } = await world.balances(card.card);
    left.push(`${available} and ${held}`);
  };
  await look();
  for (const probe of probes) {
    await send(here, heard(probe));
    await look();
  }
  return left.join(', then ');
}

/** What did not end so once; each of them at every point. */
const mended: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'an authorization': [
    ['another reference', 'request'],
    ['named', 'reversal'],
    ['reversal', 'named'],
  ],
  'an authorization without a reference': [['no reference', 'request']],
  'one that is declined': [['as sent', 'named']],
  'a single message': [
    ['as sent', 'request'],
    ['unheard', 'named'],
    ['unheard', 'unheard'],
    ['reversal', 'named'],
  ],
  'more on an authorization': [
    ['reversal', 'request'],
    ['named', 'reversal'],
  ],
  'one behind a verification': [['as sent', 'request']],
  'one behind a verification, whose advice is reversed': [
    ['named', 'request'],
    ['named', 'named anew'],
  ],
  'an authorization that its company is asked about': [['request', 'as sent']],
  'two requests of one reference': [
    ['named 1', 'named 2'],
    ['request 2', 'named 1'],
  ],
  'two requests of one network transaction id': [['named 1', 'named 2']],
};

/** A repeat waits for what its company says, which here would wait for the repeat. */
const waitsForItself = ({ approvalMethod }: Making, names: readonly string[]): boolean =>
  approvalMethod === 'WEBHOOK' && names.every((each) => each === 'request' || each === 'unheard');

/** What is left where each message comes before the so manieth step of the one before it; `undefined` where one of them has not so many. */
async function crossed(
  make: Making,
  names: readonly string[],
  points: readonly number[],
): Promise<string | undefined> {
  let isThere = true;
  const left = await play(make, async (messages) => {
    const sendFrom = async (depth: number): Promise<void> => {
      const sent = messages[names[depth]!]!;
      const at = points[depth];
      if (at === undefined) return send(here, sent);
      if ('expires' in sent) {
        isThere &&= at === 1;
        await sendFrom(depth + 1);
        return send(here, sent);
      }
      const { process, steps } = interrupted(at, () => sendFrom(depth + 1));
      await send(process, sent);
      if (steps() < at) isThere = false;
    };
    await sendFrom(0);
  });
  return isThere ? left : undefined;
}

const ordersOf = (names: readonly string[]): string[][] =>
  names.length < 2
    ? [[...names]]
    : names.flatMap((first, at) => ordersOf(names.toSpliced(at, 1)).map((rest) => [first, ...rest]));

/** What is owed whatever else becomes of a purchase. */
const owed: ReadonlySet<string> = new Set(['clearing', 'refund']);
const reversals: ReadonlySet<string> = new Set(['reversal', 'reversed anew']);

/**
 * Whether one of these messages reverses what the others are known to be about: a completion names its purchase by a reference alone, and a
 * reversal that comes before its request is remembered by the name of that.
 */
function isCalledOff(names: readonly string[]): boolean {
  if (!names.some((each) => reversals.has(each)) || names.some((each) => owed.has(each))) return false;
  return !names.includes('completion') || !reversals.has(names.find((each) => each !== 'completion') ?? '');
}

/** Lets messages cross at every point, or at every so manieth of those where the last of three comes in. */
async function crossAll(
  make: Making,
  crossings: readonly (readonly string[])[],
  every: number,
): Promise<string[]> {
  const wrong: string[] = [];
  const known = new Map<string, Promise<string>>();
  const { calledOff } = make(await newCard('TOP_UP'));
  const inTurn = async (order: readonly string[]): Promise<string> => {
    const name = order.join(', ');
    const left =
      known.get(name) ??
      play(make, async (messages) => {
        for (const each of order) await send(here, messages[each]!);
      });
    known.set(name, left);
    if (calledOff !== undefined && isCalledOff(order) && !(await left).startsWith(calledOff))
      wrong.push(`${name}: ${await left} is left of what was called off`);
    return left;
  };
  const cross = async (names: readonly string[], points: readonly number[]): Promise<boolean> => {
    const left = await crossed(make, names, points);
    if (left === undefined) return false;
    for (const order of ordersOf(names)) if ((await inTurn(order)) === left) return true;
    wrong.push(`${names.join(' < ')} at ${points.join(', ')}: ${left}, as in no order`);
    return true;
  };
  for (const names of crossings) {
    let after = 0;
    for (let at = 1; ; at += 1) {
      if (names.length === 2) {
        if (!(await cross(names, [at]))) break;
        continue;
      }
      const first = 1 + (after % every);
      after += 1;
      // The one in the middle has its first step in any case, unless there is nothing to interrupt.
      let isThere = false;
      for (let within = first; await cross(names, [at, within]); within += every) isThere = true;
      if (!isThere && (await crossed(make, names.slice(0, 2), [at])) === undefined) break;
    }
  }
  return [...new Set(wrong)];
}

/** Three at once. */
const three: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'an authorization': [['named', 'reversal', 'clearing']],
  'one behind a verification': [['as sent', 'named', 'unheard']],
  'more, a presentment and the end of the hold': [['request', 'clearing', 'expiry']],
  'a refund, its reversal and its repeat': [['refund', 'reversal', 'repeat']],
};

const all = process.env['NETWORK_CROSSINGS'] === 'all';

for (const [name, make] of Object.entries(scenes).filter(([each]) => all || each in mended))
  test(`crossing messages end as one after the other: ${name}`, async () => {
    const names = Object.keys(make(await newCard('TOP_UP')).messages);
    const pairs = names.flatMap((one) => names.map((two) => [one, two]));
    const may = pairs.filter((pair) => !waitsForItself(make, pair));
    assert.deepEqual(await crossAll(make, all ? may : mended[name]!, 1), []);
  });

for (const [name, crossings] of Object.entries(three))
  test(`three crossing messages end as one after the other: ${name}`, async () => {
    const make = scenes[name]!;
    const names = Object.keys(make(await newCard('TOP_UP')).messages);
    const triples = names.flatMap((one) => names.flatMap((two) => names.map((last) => [one, two, last])));
    // Hours' worth of them: some are drawn. What fails is told by its names and points.
    const drawn = triples.filter(() => randomInt(0, 40) === 0);
    assert.deepEqual(await crossAll(make, all ? drawn : crossings, all ? 3 : 7), []);
  });

test('after all that totals, entries and ledger agree', async () => {
  for (const company of new Set([shared, ...own]))
    assert.deepEqual(await recompute(world.database, company), []);
});
