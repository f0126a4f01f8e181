/**
 * Plays networks that lose, double and overtake their own messages, to three processes at once: requests that nobody heard answered are
 * reversed or approved in our stead, what was heard is increased, completed, presented, refunded and taken back, with references, network
 * transaction ids or both, while holds run out and cards are frozen and replaced. A network knows what it may count on. After each step, when
 * it is quiet, that is what we hold and have posted, fees included, whatever crossed what. A failure prints its seed.
 * `NETWORK_RUNS=100` plays each workload so often, `NETWORK_SEED` begins with that seed; what crosses what is still a matter of timing.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { randomFrom } from '../../../test/crash/random.ts';
import { atEnd } from '../../../test/support/at-end.ts';
import { seedFor } from '../../../test/support/seed.ts';
import { otherProcess } from '../../authorizations/testing/other-process.ts';
import { recompute } from '../../authorizations/testing/recompute.ts';
import type { CompanyAnswer } from '../../authorizations/index.ts';
import type { ApprovalMethod } from '../../cards/index.ts';
import { formatAmount, maxBigint, minBigint, mulDivHalfUp } from '../../kernel/money.ts';
import { sql } from '../../platform/database.ts';
import { randomInt } from '../../platform/random.ts';
import { newTraceId } from '../../platform/trace-id.ts';
import { textOf, type Message } from '../message.ts';
import type { Changes, Plastic } from '../testing/wire.ts';
import { field4, field90, field95, fromANetwork, testWire } from '../testing/wire.ts';

const wire = await testWire();
const { about, message, plastic, world } = wire;
const others = [1, 2].map(() => otherProcess(world.database, () => answerOfCompany()));
const processes = [world.authorizations, ...others].map(({ submit }) => wire.process(submit));
for (const other of others) atEnd(() => other[Symbol.asyncDispose]());
world.answerWith(() => answerOfCompany());

/** Companies that decide themselves take their time, say no now and then, or nothing. */
async function answerOfCompany(): Promise<CompanyAnswer> {
  await sleep(randomInt(0, 8) === 0 ? 25 : randomInt(0, 4));
  const durationMs = 2;
  const die = randomInt(0, 8);
  if (die === 0) return { outcome: 'decline', answered: '57', responseCode: '57', durationMs };
  return die === 1 ? { outcome: 'none', why: 'timeout', durationMs } : { outcome: 'approve', durationMs };
}

interface Workload {
  readonly name: string;
  readonly available: string;
  readonly method: ApprovalMethod;
  /** Amounts are in EUR, and the network says what they are in USD. */
  readonly isAbroad?: boolean;
  /** It is cash from a machine. */
  readonly isCash?: boolean;
}

const workloads: readonly Workload[] = [
  { name: 'plenty', available: '100000.00', method: 'TOP_UP' },
  { name: 'hardly enough', available: '150.00', method: 'TOP_UP' },
  { name: 'the company decides', available: '100000.00', method: 'WEBHOOK', isCash: true },
  { name: 'without a balance of its own, abroad', available: '100000.00', method: 'NONE', isAbroad: true },
];
/** What our fees are: of cash in cents, of what is in another currency in millionths. */
const flatFee = 150n;
const fxPpm = 12_345n;
const rounds = 10;
const runs = Number(process.env['NETWORK_RUNS'] ?? 1);
const firstSeed = Number(process.env['NETWORK_SEED'] ?? seedFor('networks'));
const atOnce = 3;

/** What becomes of an answer: it arrives; no octet of it went out; it went out, and nobody heard it. */
type Fate = 'heard' | 'unsent' | 'lost';
/** What a network may count on of a purchase: what is held for it, and what it is owed and has given back, in cents. */
interface Belief {
  held: bigint;
  cleared: bigint;
  refunded: bigint;
}
/** What was answered to a message that was heard, with what amount. */
interface Heard {
  readonly code: string;
  readonly part: bigint;
}

const text = (cents: bigint): string => formatAmount(cents, 2);

const overspent = sql(
  'test.model.overspent',
  `SELECT transaction_id, number, new_balance FROM card_entries WHERE company_id = $1 AND new_balance < 0
     AND kind IN ('authorization', 'financial', 'incremental_authorization')`,
);
const overTaken = sql(
  'test.model.overTaken',
  `SELECT e.transaction_id, e.number FROM card_entries e
   JOIN network_takings t ON t.company_id = e.company_id AND t.transaction_id = e.transaction_id AND t.entry_number = e.number
   WHERE e.company_id = $1 GROUP BY e.company_id, e.transaction_id, e.number, e.bill HAVING sum(t.bill) > e.bill`,
);

for (const workload of workloads)
  for (let run = 0; run < runs; run += 1)
    test(`networks that lose, double and overtake their messages: ${workload.name}, seed ${firstSeed + run}`, () =>
      play(workload, firstSeed + run));

async function play(
  { available, method, isAbroad = false, isCash = false }: Workload,
  seed: number,
): Promise<void> {
  const next = randomFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const oneIn = (n: number): boolean => below(n) === 0;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

  let card: Plastic = await plastic(available, { approvalMethod: method });
  const { company, id } = card.card;
  await world.cards.changeProgram(company, { atmFee: flatFee, fxFeePpm: fxPpm });
  const start = BigInt(field4((await world.balances(card.card)).available));
  let story: string[] = [];
  const answered = new Map<string, string>();

  /** An amount as it is billed, and the fields that say so. */
  const billOf = (amount: bigint): bigint => (isAbroad ? mulDivHalfUp(amount, 23n, 20n) : amount);
  const priced = (amount: bigint): Changes =>
    isAbroad
      ? { 4: field4(text(amount)), 6: field4(text(billOf(amount))), 49: '978', 51: '840' }
      : { 4: field4(text(amount)) };
  /** What a belief comes to with our fees: of cash once, of another currency by the whole amount. */
  const withFees = ({ held, cleared, refunded }: Belief): { held: bigint; posted: bigint } => {
    const fx = (bill: bigint): bigint => (isAbroad ? mulDivHalfUp(bill, fxPpm, 1_000_000n) : 0n);
    const flat = isCash ? flatFee : 0n;
    return {
      held: held === 0n ? 0n : held + fx(held) + (cleared === 0n ? flat : 0n),
      posted: cleared + fx(cleared) + (cleared === 0n ? 0n : flat) - refunded,
    };
  };

  /** Sends one copy of a message to one of the processes; answers what it was answered where that was heard. */
  const deliver = async (
    sent: Message,
    fate: Fate = 'heard',
    to = pick(processes),
  ): Promise<Heard | undefined> => {
    const at = new Date();
    const arrival = {
      at,
      deadline: new Date(at.getTime() + 2_800),
      traceId: newTraceId(),
    };
    const line = `${sent.mti} ${textOf(sent, 11)} ${textOf(sent, 4)} ${textOf(sent, 60) ?? ''} ${textOf(sent, 90)?.slice(0, 10) ?? ''} ${textOf(sent, 37) ?? '-'} ${textOf(sent, 48) ?? ''} ${fate} to ${processes.indexOf(to)}`;
    story.push(`${line} …`);
    const answer = await to(sent, fromANetwork, arrival);
    assert.ok(answer, 'what can be handled is answered');
    if (fate === 'unsent') await answer.undelivered?.('not-written');
    else answer.delivered?.();
    const code = textOf(answer.message, 39) ?? '';
    story.push(`${line} → ${code}`);
    assert.notEqual(code, '96');
    if (fate !== 'heard') return undefined;
    const name = JSON.stringify([sent.mti.slice(0, 3), sent.fields]);
    const said = JSON.stringify([4, 38, 39].map((field) => textOf(answer.message, field)));
    // 91 is no answer: the network asks again, or decides itself. What had nothing to take back may have by now.
    if (code !== '91' && !(sent.mti.startsWith('04') && code === '25')) {
      const before = answered.get(name) ?? said;
      answered.set(name, before);
      assert.equal(said, before, 'a repeat is answered the same');
    }
    return { code, part: BigInt(textOf(answer.message, 4) ?? '0') };
  };
  const repeated = ({ mti, fields }: Message): Message => ({ mti: `${mti.slice(0, 3)}1`, fields });
  /** Some copies of a message, one after the other or at once. */
  const copies = async (sent: Message, fates: readonly Fate[]): Promise<Heard[]> => {
    const codes: (Heard | undefined)[] = [];
    const sendAll = fates.map(
      (fate, at) => async () => codes.push(await deliver(at === 0 ? sent : repeated(sent), fate)),
    );
    if (oneIn(2)) await Promise.all(sendAll.map((send) => send()));
    else for (const send of sendAll) await send();
    return codes.filter((code) => code !== undefined);
  };
  /** An advice or a reversal is said until it is answered, once or more often. */
  const insist = (sent: Message): Promise<Heard[]> =>
    copies(sent, [...times(below(3), () => pick(['lost', 'heard'] as const)), 'heard']);

  /** How the messages of a purchase find each other: fields that all of them have. */
  const linked = new Map<Message, Changes>();
  const later = (of: Message, mti: string, changes: Changes = {}): Message => {
    const link = linked.get(of) ?? {};
    const message = about(of, mti, { 60: null, ...link, ...changes });
    linked.set(message, link);
    return message;
  };
  /** Field 90, with its acquirer or without. */
  const named = (of: Message): string =>
    oneIn(3) ? `${field90(of).slice(0, 20)}${'0'.repeat(22)}` : field90(of);
  const reversalOf = (request: Message, changes: Changes = {}): Message =>
    later(request, pick(['0400', '0420']), { 90: named(request), ...changes });
  const inOurStead = ({ mti }: Message): string => (mti === '0200' ? '0220' : '0120');
  /** What a request was told of by, itself included: each names what it brought. */
  const names = new Map<Message, Message[]>();
  const namedAnew = new Set<Message>();
  const adviceOf = (request: Message): Message => {
    const link = linked.get(request) ?? {};
    const isSingle = request.mti === '0200';
    // By a reference that no other purchase has, where something else says to which it belongs.
    const reference =
      (isSingle || (typeof link[48] === 'string' && link[37] === undefined)) &&
      names.get(request)?.length === 1 &&
      oneIn(4)
        ? { 37: pick([null, `OTHER0${textOf(request, 11)}`]) }
        : {};
    // One that comes under its request's trace number, and says no more, must have its reference.
    if (Object.keys(reference).length > 0) namedAnew.add(request);
    const advice =
      request.fields[60] === undefined && !namedAnew.has(request) && oneIn(3)
        ? { mti: inOurStead(request), fields: { ...request.fields, 60: '1003' } }
        : later(request, inOurStead(request), { 60: '1003', 90: named(request), ...reference });
    linked.set(advice, link);
    names.get(request)?.push(advice);
    return advice;
  };
  /** Said under one trace number or, by a network that forgets, under two. */
  const sayAll = async (make: () => Message): Promise<void> =>
    void (await Promise.all(times(oneIn(3) ? 2 : 1, () => insist(make()))));
  const inTurnOrAtOnce = async (...steps: readonly (() => Promise<unknown>)[]): Promise<void> => {
    if (oneIn(2)) await Promise.all(steps.map((step) => step()));
    else for (const step of steps) await step();
  };
  /** What is reversed stays so, whatever is told of it before or after. */
  const inAnyOrder = (...steps: readonly (() => Promise<unknown>)[]): Promise<void> =>
    inTurnOrAtOnce(...steps.toSorted(() => below(2) - 0.5));

  const told = (standIn: () => Promise<void>, meanwhile: Message) => (): Promise<void> =>
    inTurnOrAtOnce(standIn, () => insist(meanwhile));

  /** Asks for approval until the network knows what it may count on: the amount, or nothing. */
  const approved = async (request: Message, amount: bigint, meanwhile?: Message): Promise<bigint> => {
    const bill = billOf(amount);
    const hears = !oneIn(3);
    const fates = hears ? times(below(3), () => pick(['heard', 'lost', 'unsent'] as const)) : [];
    if (hears) {
      const codes = await copies(request, [...fates, 'heard']);
      const heard = codes.find(({ code }) => code !== '91');
      if (heard !== undefined) {
        // Other contents under the same key are a mistake of theirs, and move nothing.
        const other = { ...request.fields, 4: field4(text(amount + 1n)) };
        const isOld = request.fields[2] !== card.pan && heard.code === '14';
        if (oneIn(3) && !isOld)
          assert.equal((await deliver({ mti: request.mti, fields: other }))?.code, '94');
        return heard.code === '00' ? bill : heard.code === '10' ? heard.part : 0n;
      }
    }
    const ask = (): Promise<unknown> =>
      copies(
        request,
        times(below(3), () => pick(['lost', 'unsent'] as const)),
      );
    const [standIn, reverse] = [
      () => sayAll(() => adviceOf(request)),
      () => sayAll(() => reversalOf(request)),
    ];
    const late = (): Promise<unknown> =>
      oneIn(3) ? copies(request, [pick(['lost', 'heard'] as const)]) : Promise.resolve();
    if (oneIn(2)) {
      if (meanwhile === undefined) await inTurnOrAtOnce(ask, standIn);
      else await ask().then(told(standIn, meanwhile));
      if (meanwhile === undefined && oneIn(4)) await reverse();
      else {
        await late();
        return bill;
      }
    } else if (oneIn(3)) await inAnyOrder(ask, standIn, reverse);
    else await inTurnOrAtOnce(ask, reverse);
    await late();
    return 0n;
  };

  const amounts = (): bigint => BigInt(1 + below(9_000));
  let links = 0;
  const linkOf = (): Changes => {
    links += 1;
    const id = { 48: `6315${`${seed}-${links}`.padEnd(15)}` };
    return pick([{}, {}, id, { ...id, 37: null }]);
  };
  const begins = (mti: string, amount: bigint, link: Changes, changes: Changes = {}): Message => {
    const cash = isCash ? { 3: '010000', 18: '6011' } : {};
    const begun = message(mti, card, '0.00', { ...cash, ...priced(amount), ...link, ...changes });
    linked.set(begun, link);
    names.set(begun, [begun]);
    return begun;
  };

  /** A purchase through its life: what the network believes after each step of it. */
  async function* live(belief: Belief): AsyncGenerator<undefined, void> {
    const amount = amounts();
    if (oneIn(4)) {
      const single = begins('0200', amount, pick([linkOf(), { 37: null }]));
      belief.cleared = await approved(single, amount);
      yield;
      if (belief.cleared > 0n && oneIn(2)) {
        await sayAll(() => reversalOf(pick(names.get(single)!)));
        belief.cleared = 0n;
        yield;
      }
      return;
    }
    const link = linkOf();
    const hasVerification = link[48] !== undefined && oneIn(4);
    if (hasVerification && !isCash)
      await insist(message('0100', card, '0.00', { ...link, ...(isAbroad && { 49: '978' }) }));
    const id = typeof link[48] === 'string' ? link[48] : '';
    const takesPart = !isAbroad && oneIn(3) ? { 48: `${id}61051    ` } : {};
    const base = begins('0100', amount, link, takesPart);
    if (oneIn(6)) {
      // What is presented before its advice has come.
      const clearing = later(base, '0220');
      belief.held = await approved(base, amount, clearing);
      if (belief.held > 0n && names.get(base)!.length > 1)
        Object.assign(belief, { held: 0n, cleared: billOf(amount) });
      yield;
      if (belief.held === 0n) return;
    } else belief.held = await approved(base, amount);
    yield;
    if (belief.held === 0n) return;

    const parts: { readonly request: Message; readonly bill: bigint }[] = [];
    for (let more = hasVerification ? 0 : below(3); more > 0 && belief.held > 0n; more -= 1) {
      const part = amounts();
      const request = later(base, '0100', { ...priced(part), 60: '3900' });
      const bill = await approved(request, part);
      if (bill > 0n) parts.push({ request, bill });
      belief.held += bill;
      yield;
    }
    for (const { request, bill } of parts) {
      if (belief.held === 0n || !oneIn(3)) continue;
      await sayAll(() => reversalOf(request));
      belief.held -= bill;
      yield;
    }
    const turn = below(8);
    if (belief.held > 0n && turn < 2) {
      const came = amounts();
      await insist(later(base, '0120', { ...priced(came), 60: '1100' }));
      belief.held = billOf(came);
      yield;
    } else if (belief.held === billOf(amount) && parts.length === 0 && turn < 4) {
      const remaining = minBigint(amount, amounts());
      await insist(reversalOf(base, { 95: field95(text(remaining)) }));
      belief.held = isAbroad ? mulDivHalfUp(remaining, belief.held, amount) : remaining;
      yield;
    }
    if (belief.held > 0n && oneIn(5)) {
      await sayAll(() => reversalOf(pick(names.get(base)!)));
      belief.held = 0n;
      yield;
      return;
    }
    const presented: { readonly clearing: Message; readonly amount: bigint }[] = [];
    for (let pieces = below(3); pieces > 0; pieces -= 1) {
      const piece = amounts();
      const isFinal = pieces === 1;
      const clearing = later(base, '0220', { ...priced(piece), 60: isFinal ? null : '2100' });
      await insist(clearing);
      belief.cleared += billOf(piece);
      belief.held = isFinal ? 0n : maxBigint(0n, belief.held - billOf(piece));
      presented.push({ clearing, amount: piece });
      yield;
      // Other contents under the same key are another mistake of theirs, and nothing of it is booked.
      await deliver({ mti: '0221', fields: { ...clearing.fields, 4: field4(text(piece + 1n)) } });
    }
    for (const { clearing, amount: piece } of presented) {
      if (!oneIn(3)) continue;
      if (oneIn(2)) {
        await sayAll(() => reversalOf(clearing));
        belief.cleared -= billOf(piece);
      } else {
        await insist(later(base, pick(['0200', '0220']), { ...priced(piece), 3: '200000' }));
        belief.refunded += billOf(piece);
      }
      yield;
    }
  }

  /** Beside all that: holds run out, and the card is frozen, or replaced. */
  async function meddle(beliefs: readonly Belief[]): Promise<void> {
    const die = below(24);
    if (die === 0) {
      await settleAll();
      for (const belief of beliefs) belief.held = 0n;
    } else if (die === 1 || die === 2) await world.cards.freeze(company, id, die === 1);
    else if (die === 3) {
      await world.cards.reissue(company, id);
      const pan = await world.vault.reveal(world.database, { company, card: id });
      card = { ...card, pan: pan.reveal() };
    } else return;
    story.push(`— ${['holds run out', 'frozen', 'not frozen', 'replaced'][die]} —`);
  }

  /** What all purchases so far have posted. */
  let before = 0n;
  for (let round = 0; round < rounds; round += 1) {
    story = [];
    answered.clear();
    const beliefs: Belief[] = times(1 + below(atOnce), () => ({ held: 0n, cleared: 0n, refunded: 0n }));
    const lives = beliefs.map((belief) => live(belief));
    const where = (): string => `seed ${seed}, round ${round}:\n${story.join('\n')}\n`;
    for (let isOver = false; !isOver;) {
      const steps = await Promise.all(lives.map((life) => life.next())).catch((error: unknown) => {
        throw new Error(where(), { cause: error });
      });
      story.push('— quiet —');
      const sum = (of: 'held' | 'posted'): bigint =>
        beliefs.reduce((total, belief) => total + withFees(belief)[of], 0n);
      const balances = await world.balances(card.card);
      assert.deepEqual(
        { held: balances.held, available: balances.available },
        { held: text(sum('held')), available: text(start - before - sum('posted') - sum('held')) },
        where(),
      );
      assert.deepEqual(await recompute(world.database, company), [], where());
      assert.deepEqual(await world.database.query(overTaken, [company]), [], where());
      if (method !== 'WEBHOOK')
        assert.deepEqual(await world.database.query(overspent, [company]), [], where());
      isOver = steps.every(({ done }) => done === true);
      if (!isOver) await meddle(beliefs);
    }
    await world.cards.freeze(company, id, false);
    // What is still held ends with the next one: the card has to last.
    before += beliefs.reduce((total, belief) => total + withFees(belief).posted, 0n);
    await settleAll();
  }

  async function settleAll(): Promise<void> {
    const open = await world.database.query<{ id: `tx_${string}` }>(
      sql('test.model.open', 'SELECT id FROM card_transactions WHERE company_id = $1 AND held > 0'),
      [company],
    );
    for (const { id } of open)
      await world.later('expire', { company, id } as Parameters<typeof world.later>[1]);
  }
}
