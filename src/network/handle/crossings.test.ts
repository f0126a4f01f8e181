/**
 * Two messages of a network that cross in two processes, at every point: before each thing that one of them asks of the database or has booked,
 * the other comes and is done with. Whatever it is, what is held and posted after that is what comes of them one after the other, in one
 * order or the other. Those cross that did not end so once; with `NETWORK_CROSSINGS=all` all that this knows do, in some minutes.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atEnd } from '../../../test/support/at-end.ts';
import type { ApprovalMethod } from '../../cards/index.ts';
import { otherProcess } from '../../authorizations/testing/other-process.ts';
import type { Database } from '../../platform/database.ts';
import { newTraceId } from '../../platform/trace-id.ts';
import type { HandleDoors } from '../index.ts';
import { textOf, type Message } from '../message.ts';
import { field4, field90, testWire, type Changes, type Plastic } from '../testing/wire.ts';

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
interface Sent {
  readonly message: Message;
  readonly heard: boolean;
}

async function send(process: Process, { message: sent, heard }: Sent): Promise<void> {
  const at = new Date();
  const traceId = newTraceId();
  const arrival = { at, deadline: new Date(at.getTime() + 60_000), traceId };
  const answer = await process(sent, { id: '1', peer: 'a network', certificate: undefined }, arrival);
  assert.ok(answer);
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
}

const heard = (sent: Message): Sent => ({ message: sent, heard: true });

const advices: Readonly<Record<string, string>> = { '0100': '0120', '0200': '0220' };

/** All that a network may say of one request; `always` is in all of it. */
function saidOf(request: Message, always: Changes = {}): Record<string, Sent> {
  const advice = advices[request.mti] ?? '';
  const later = (mti: string, of: Message, changes: Changes): Sent =>
    heard(about(of, mti, { 60: null, 90: field90(of), ...always, ...changes }));
  const standIn = (changes: Changes = {}): Sent => later(advice, request, { 60: '1003', ...changes });
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

/** One request alone, which is reversed in the end. */
const alone =
  (mti: '0100' | '0200', amount: string, changes: Changes = {}) =>
  (card: Plastic): Scene => {
    const request = message(mti, card, amount, changes);
    return {
      before: [],
      messages: saidOf(request),
      probes: [about(request, '0420', { 90: field90(request) })],
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

/** With 1,000 on it, or in the holding of its company, which is then its own. */
async function newCard(approvalMethod: ApprovalMethod): Promise<Plastic> {
  const company = approvalMethod === 'TOP_UP' ? shared : await world.company(1_000_00n);
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
const mended: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'an authorization': [['another reference', 'request']],
  'an authorization without a reference': [['no reference', 'request']],
  'one that is declined': [['as sent', 'named']],
  'a single message': [
    ['as sent', 'request'],
    ['unheard', 'named'],
  ],
  'more on an authorization': [['reversal', 'request']],
  'one behind a verification': [['as sent', 'request']],
  'an authorization that its company is asked about': [['request', 'as sent']],
  'two requests of one reference': [
    ['named 1', 'named 2'],
    ['request 2', 'named 1'],
  ],
  'two requests of one network transaction id': [['named 1', 'named 2']],
};

/**
 * What two processes could not tell of each leaves to the other: that is taken back by the network, or runs out. And a repeat waits for what
 * its company says, which here would wait for the repeat.
 */
const isLeft = ({ approvalMethod }: Making, pair: readonly [string, string]): boolean =>
  pair.every((each) => each === 'unheard') ||
  (approvalMethod === 'WEBHOOK' && pair.every((each) => each === 'request' || each === 'unheard'));

/** What is left where the second comes before the so manieth step of the first; `undefined` where that has not so many. */
async function crossed(make: Making, one: string, two: string, at: number): Promise<string | undefined> {
  let taken = 0;
  const left = await play(make, async (messages) => {
    const { process, steps } = interrupted(at, () => send(here, messages[two]!));
    await send(process, messages[one]!);
    taken = steps();
  });
  return taken < at ? undefined : left;
}

/** Lets messages cross: those of all pairs of a scene, at every point, or those that are given. */
async function crossAll(make: Making, pairs: readonly (readonly [string, string])[]): Promise<string[]> {
  const wrong: string[] = [];
  const known = new Map<string, Promise<string>>();
  const inTurn = (...order: [string, string]): Promise<string> => {
    const name = order.join(', ');
    const left =
      known.get(name) ??
      play(make, async (messages) => {
        for (const each of order) await send(here, messages[each]!);
      });
    known.set(name, left);
    return left;
  };
  for (const [one, two] of pairs) {
    let left: string | undefined;
    for (let at = 1; (left = await crossed(make, one, two, at)) !== undefined; at += 1) {
      const either = [await inTurn(one, two), await inTurn(two, one)];
      if (!either.includes(left))
        wrong.push(`${two} before step ${at} of ${one}: ${left}; in turn ${either.join(' or ')}`);
    }
  }
  return wrong;
}

const all = process.env['NETWORK_CROSSINGS'] === 'all';

for (const [name, make] of Object.entries(scenes).filter(([each]) => all || each in mended))
  test(`crossing messages end as one after the other: ${name}`, async () => {
    const names = Object.keys(make(await newCard('TOP_UP')).messages);
    const pairs = names.flatMap((one) => names.map((two) => [one, two] as const));
    const may = pairs.filter((pair) => !isLeft(make, pair));
    assert.deepEqual(await crossAll(make, all ? may : mended[name]!), []);
  });
