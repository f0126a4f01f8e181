/**
 * Plays networks that lose, double and overtake their own messages, to two processes at once: requests that nobody heard answered are
 * reversed or approved in our stead, what was heard is increased, completed, presented, refunded and taken back. A network knows what it
 * may count on. After each step, when it is quiet, that is what we hold and have posted, whatever crossed what. A failure prints its seed.
 * `NETWORK_RUNS=100` plays each workload so often, `NETWORK_SEED` begins with that seed; what crosses what is still a matter of timing.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { randomFrom } from '../../../test/crash/random.ts';
import { atEnd } from '../../../test/support/at-end.ts';
import { otherProcess } from '../../authorizations/testing/other-process.ts';
import { recompute } from '../../authorizations/testing/recompute.ts';
import type { CompanyAnswer } from '../../authorizations/index.ts';
import { formatAmount, maxBigint, minBigint } from '../../kernel/money.ts';
import { sql } from '../../platform/database.ts';
import { randomBytes, randomInt } from '../../platform/random.ts';
import { textOf, type Message } from '../message.ts';
import type { Changes, Plastic } from '../testing/wire.ts';
import { field4, field90, field95, testWire } from '../testing/wire.ts';

const wire = await testWire();
const { about, message, plastic, world } = wire;
const other = otherProcess(world.database, () => answerOfCompany());
const processes = [wire.process(world.authorizations.submit), wire.process(other.submit)] as const;
atEnd(() => other[Symbol.asyncDispose]());
world.answerWith(() => answerOfCompany());

/** Companies that decide themselves take their time, say no now and then, or nothing. */
async function answerOfCompany(): Promise<CompanyAnswer> {
  await sleep(randomInt(0, 4));
  const durationMs = 2;
  const die = randomInt(0, 8);
  if (die === 0) return { outcome: 'decline', answered: '57', responseCode: '57', durationMs };
  return die === 1 ? { outcome: 'none', why: 'timeout', durationMs } : { outcome: 'approve', durationMs };
}

const workloads = [
  { name: 'plenty', available: '100000.00', method: 'TOP_UP' },
  { name: 'hardly enough', available: '150.00', method: 'TOP_UP' },
  { name: 'the company decides', available: '100000.00', method: 'WEBHOOK' },
  { name: 'without a balance of its own', available: '100000.00', method: 'NONE' },
] as const;
const rounds = 10;
const runs = Number(process.env['NETWORK_RUNS'] ?? 1);
const firstSeed = Number(process.env['NETWORK_SEED'] ?? randomInt(0, 2 ** 31));
const atOnce = 3;

/** What becomes of an answer: it arrives; no octet of it went out; it went out, and nobody heard it. */
type Fate = 'heard' | 'unsent' | 'lost';
/** What a network may count on: what is held for it, and what it is owed, in cents. */
interface Belief {
  readonly held: bigint;
  readonly posted: bigint;
}

const text = (cents: bigint): string => formatAmount(cents, 2);
const connection = { id: '1', peer: 'a network', certificate: undefined };

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

async function play({ available, method }: (typeof workloads)[number], seed: number): Promise<void> {
  const next = randomFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const oneIn = (n: number): boolean => below(n) === 0;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

  const card: Plastic = await plastic(available, { approvalMethod: method });
  const { company } = card.card;
  const start = BigInt(field4((await world.balances(card.card)).available));
  let story: string[] = [];
  const answered = new Map<string, string>();

  /** Sends one copy of a message to one of the processes; answers field 39 where it was heard. */
  const deliver = async (
    sent: Message,
    fate: Fate = 'heard',
    to = pick(processes),
  ): Promise<string | undefined> => {
    const at = new Date();
    const arrival = {
      at,
      deadline: new Date(at.getTime() + 2_800),
      traceId: randomBytes(16).toString('hex'),
    };
    const line = `${sent.mti} ${textOf(sent, 11)} ${textOf(sent, 4)} ${textOf(sent, 60) ?? ''} ${textOf(sent, 90)?.slice(0, 10) ?? ''} ${fate} to ${processes.indexOf(to)}`;
    story.push(`${line} …`);
    const answer = await to(sent, connection, arrival);
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
    return code;
  };
  const repeated = ({ mti, fields }: Message): Message => ({ mti: `${mti.slice(0, 3)}1`, fields });
  /** Some copies of a message, one after the other or at once. */
  const copies = async (sent: Message, fates: readonly Fate[]): Promise<string[]> => {
    const codes: (string | undefined)[] = [];
    const sendAll = fates.map(
      (fate, at) => async () => codes.push(await deliver(at === 0 ? sent : repeated(sent), fate)),
    );
    if (oneIn(2)) await Promise.all(sendAll.map((send) => send()));
    else for (const send of sendAll) await send();
    return codes.filter((code) => code !== undefined);
  };
  /** An advice or a reversal is said until it is answered, once or more often. */
  const insist = (sent: Message): Promise<string[]> =>
    copies(sent, [...times(below(3), () => pick(['lost', 'heard'] as const)), 'heard']);

  const reversalOf = (request: Message, changes: Changes = {}): Message =>
    about(request, pick(['0400', '0420']), { 48: null, 60: null, 90: field90(request), ...changes });
  const inOurStead = ({ mti }: Message): string => (mti === '0200' ? '0220' : '0120');
  /** What a single message was told of by, itself included: each names what was posted. */
  const names = new Map<Message, Message[]>();
  const adviceOf = (request: Message): Message => {
    const advice =
      request.fields[60] === undefined && oneIn(3)
        ? { mti: inOurStead(request), fields: { ...request.fields, 60: '1003' } }
        : about(request, inOurStead(request), { 60: '1003', 90: field90(request) });
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

  /** Asks for approval until the network knows what it may count on: the amount, or nothing. */
  const approved = async (request: Message, amount: bigint): Promise<bigint> => {
    const hears = !oneIn(3);
    const fates = hears ? times(below(3), () => pick(['heard', 'lost', 'unsent'] as const)) : [];
    if (hears) {
      const codes = await copies(request, [...fates, 'heard']);
      const code = codes.find((each) => each !== '91');
      if (code !== undefined) {
        // Other contents under the same key are a mistake of theirs, and move nothing.
        const other = { ...request.fields, 4: field4(text(amount + 1n)) };
        if (oneIn(3)) assert.equal(await deliver({ mti: request.mti, fields: other }), '94');
        return code === '00' ? amount : 0n;
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
      await inTurnOrAtOnce(ask, standIn);
      if (oneIn(4)) await reverse();
      else {
        await late();
        return amount;
      }
    } else if (oneIn(4)) await inTurnOrAtOnce(ask, standIn, reverse).then(reverse);
    else await inTurnOrAtOnce(ask, reverse);
    await late();
    return 0n;
  };

  const amounts = (): bigint => BigInt(1 + below(9_000));
  /** A purchase through its life; what the network believes after each step of it. */
  async function* live(): AsyncGenerator<Belief, void> {
    let posted = 0n;
    const amount = amounts();
    if (oneIn(4)) {
      const single = message('0200', card, text(amount));
      names.set(single, [single]);
      posted = await approved(single, amount);
      yield { held: 0n, posted };
      if (posted > 0n && oneIn(2)) {
        await sayAll(() => reversalOf(pick(names.get(single)!)));
        yield { held: 0n, posted: 0n };
      }
      return;
    }
    const base = message('0100', card, text(amount));
    let held = await approved(base, amount);
    yield { held, posted };
    if (held === 0n) return;

    const parts: { readonly request: Message; readonly amount: bigint }[] = [];
    for (let more = below(3); more > 0; more -= 1) {
      const part = amounts();
      const request = about(base, '0100', { 4: field4(text(part)), 60: '3900' });
      const got = await approved(request, part);
      if (got > 0n) parts.push({ request, amount: part });
      held += got;
      yield { held, posted };
    }
    for (const { request, amount: part } of parts) {
      if (!oneIn(3)) continue;
      await sayAll(() => reversalOf(request));
      held -= part;
      yield { held, posted };
    }
    const turn = below(8);
    if (turn < 2) {
      held = amounts();
      await insist(about(base, '0120', { 4: field4(text(held)), 60: '1100' }));
      yield { held, posted };
    } else if (parts.length === 0 && turn < 4) {
      held = minBigint(held, amounts());
      await insist(reversalOf(base, { 95: field95(text(held)) }));
      yield { held, posted };
    }
    if (oneIn(5)) {
      await sayAll(() => reversalOf(base));
      yield { held: 0n, posted };
      return;
    }
    const presented: { readonly clearing: Message; readonly amount: bigint }[] = [];
    for (let pieces = below(3); pieces > 0; pieces -= 1) {
      const piece = amounts();
      const isFinal = pieces === 1;
      const clearing = about(base, '0220', { 4: field4(text(piece)), 60: isFinal ? null : '2100' });
      await insist(clearing);
      posted += piece;
      held = isFinal ? 0n : maxBigint(0n, held - piece);
      presented.push({ clearing, amount: piece });
      yield { held, posted };
      // Other contents under the same key are another mistake of theirs, and nothing of it is booked.
      await deliver({ mti: '0221', fields: { ...clearing.fields, 4: field4(text(piece + 1n)) } });
    }
    for (const { clearing, amount: piece } of presented) {
      if (!oneIn(3)) continue;
      const given = oneIn(2)
        ? reversalOf(clearing)
        : about(base, '0220', { 3: '200000', 4: field4(text(piece)) });
      await (given.mti === '0220' ? insist(given) : sayAll(() => reversalOf(clearing)));
      posted -= piece;
      yield { held, posted };
    }
  }

  /** What all purchases so far have posted. */
  let before = 0n;
  for (let round = 0; round < rounds; round += 1) {
    story = [];
    answered.clear();
    const lives = times(1 + below(atOnce), live);
    const beliefs: Belief[] = lives.map(() => ({ held: 0n, posted: 0n }));
    const where = (): string => `seed ${seed}, round ${round}:\n${story.join('\n')}\n`;
    for (let isOver = false; !isOver;) {
      const steps = await Promise.all(lives.map((life) => life.next())).catch((error: unknown) => {
        throw new Error(where(), { cause: error });
      });
      steps.forEach(({ value }, at) => {
        if (value !== undefined) beliefs[at] = value;
      });
      story.push('— quiet —');
      const sum = (of: keyof Belief): bigint => beliefs.reduce((total, belief) => total + belief[of], 0n);
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
    }
    // What is still held ends with the next one: the card has to last.
    before += beliefs.reduce((total, belief) => total + belief.posted, 0n);
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
