/**
 * Random challenges, answers, purchases, clocks and changes of the card, most of them at the same moment and to two processes, beside
 * a model in memory: what is answered must be what the model answers in some order. A failure prints its seed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from '../../../test/crash/random.ts';
import type { CardNow } from '../../cards/index.ts';
import { testSecrets } from '../../cards/testing/cards.ts';
import { createEvents } from '../../events/index.ts';
import { unreachable } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import { openDatabase, sql, type Database } from '../../platform/database.ts';
import { atEnd } from '../../../test/support/at-end.ts';
import { seedFor } from '../../../test/support/seed.ts';
import { newId } from '../../platform/ids.ts';
import {
  createChallenges,
  type Authorizations,
  type Challenge,
  type Challenges,
  type Money,
} from '../index.ts';
import { otherProcess } from '../testing/other-process.ts';
import { shop, swipeOf, testPurchases, traceId } from '../testing/purchases.ts';
import { recompute } from '../testing/recompute.ts';
import { explains, minutes5, type Act, type Asked, type Secured } from '../testing/three-ds-model.ts';

const world = await testPurchases();
const secrets = testSecrets('events');
const codes = new Map<string, string>();

interface Process {
  readonly submit: Authorizations['submit'];
  readonly challenges: Challenges;
}

const processOn = (database: Database, { submit }: Pick<Authorizations, 'submit'>): Process => ({
  submit,
  challenges: createChallenges({
    database,
    secrets,
    events: createEvents({
      database,
      secrets,
      checked: true,
      fanout: (tx, stored) => {
        tx.afterCommit(() => {
          for (const { id, data } of stored) codes.set(id, String(data['code']));
        });
        return Promise.resolve();
      },
    }),
  }),
});

const elsewhere = openDatabase(world.database.connection);
const other = otherProcess(elsewhere);
atEnd(async () => {
  await other[Symbol.asyncDispose]();
  await elsewhere.close();
});
const processes = [processOn(world.database, world.authorizations), processOn(elsewhere, other)] as const;

const workloads = 4;
const rounds = 80;
const mostAtOnce = 5;

const shops = [shop, { ...shop, name: 'Another Shop' }, { ...shop, id: 'M-2' }];
const openBodies = sql(
  'test.openChallengeEvents',
  `SELECT c.id, e.sealed FROM three_ds_challenges c JOIN events e ON e.company_id = c.company_id AND e.id = c.event_id
   WHERE c.company_id = $1 AND e.sealed <> (c.state = 'pending')`,
);

test('challenges, answers, purchases and clocks at the same moment are as if they had come one after the other', async () => {
  await Promise.all(Array.from({ length: workloads }, (_, at) => play(seedFor(`3-D Secure ${at}`))));
});

async function play(seed: number): Promise<void> {
  const next = randomFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const oneIn = (n: number): boolean => below(n) === 0;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;

  const company = await world.company(100_000_00n);
  const newCard = (): Promise<CardNow> => world.card(company, { approvalMethod: pick(['NONE', 'WEBHOOK']) });
  let card = await newCard();
  let secured: Secured = {
    card: card.id,
    now: Date.now() + 86_400_000,
    threshold: null,
    status: 'ACTIVE',
    threeDs: 'AUTOMATIC',
    challenges: new Map(),
    answers: new Map(),
  };
  /** Of cards before: they confirm nothing any more. */
  let others: Challenge['id'][] = [];
  await world.setClock(company, new Date(secured.now));

  const worth = (amount: bigint, currency: string): Money =>
    currency === 'USD'
      ? { bill: amount, amount, currency, exchangeRate: null }
      : { bill: amount * 2n, amount, currency, exchangeRate: '2.000000' };
  const money = (): Money => worth(BigInt(2 + below(6_000)), pick(['USD', 'USD', 'EUR']));

  const begin = async (): Promise<void> => {
    const { amount, currency } = money();
    const merchant = pick(shops);
    const { challenges } = pick(processes);
    try {
      const begun = await challenges.begin({ company, card: card.id, merchant, currency, amount, traceId });
      const { id, event, expiresAt } = begun.challenge;
      assert.equal(expiresAt.getTime(), secured.now + minutes5);
      const asked: Asked = {
        code: codes.get(event) ?? '',
        merchant,
        currency,
        amount,
        expiresAt: secured.now + minutes5,
        state: 'pending',
        tries: 0,
        usedBy: null,
      };
      assert.match(asked.code, /^\d{6}$/);
      secured = { ...secured, challenges: new Map(secured.challenges).set(id, asked) };
      assert.ok(secured.status === 'ACTIVE' && secured.threeDs !== 'DISABLED');
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'VAL')) throw error;
      assert.ok(secured.status !== 'ACTIVE' || secured.threeDs === 'DISABLED');
    }
  };

  /** Wrong codes, or a purchase that is confirmed; or anything. */
  const moods = ['guesses', 'confirms', 'anything'] as const;
  const draw = (about: readonly [Challenge['id'], Asked][], mood: (typeof moods)[number]): Act => {
    const [id, asked] = pick(about);
    const fits = mood === 'confirms' || !oneIn(3);
    const code =
      mood === 'guesses' || (!fits && oneIn(2)) ? pick(['000000', pick(about)[1].code]) : asked.code;
    const approve = !oneIn(4);
    const toTheEnd = Math.max(1, asked.expiresAt - secured.now);
    const isDue = asked.state === 'pending' && secured.now >= asked.expiresAt;
    const kind = mood === 'anything' ? below(24) : mood === 'guesses' ? 5 + below(6) : pick([0, 20, 20, 20]);
    if (kind < 5) return { what: 'decide', code, approve };
    if (kind < 10) return { what: 'answer', challenge: id, code, approve };
    if (kind === 10) return { what: 'clock', byMs: pick([1, 60_000, toTheEnd - 1, toTheEnd]) };
    if (kind === 11) return { what: 'threshold', to: pick([null, 0n, 0n, 3_000n, asked.amount]) };
    if (kind === 12) return { what: 'freeze', frozen: oneIn(3) };
    if (kind === 13) return { what: 'terms', threeDs: pick(['AUTOMATIC', 'FORWARDED', 'DISABLED']) };
    if (kind === 14) return oneIn(4) ? { what: 'delete' } : { what: 'reissue' };
    if (kind < 17 && isDue) return { what: 'expire', challenge: id };
    return {
      what: 'buy',
      transaction: newId('cardTransaction'),
      key: oneIn(4) && secured.answers.size > 0 ? pick([...secured.answers.keys()]) : newId('event'),
      challenge: !fits && oneIn(3) ? pick([null, ...others]) : id,
      merchant: fits && !oneIn(5) ? asked.merchant : pick(shops),
      money: fits ? worth(asked.amount + pick([0n, 0n, 1n, -1n]), asked.currency) : money(),
      channel: fits ? 'ECOMMERCE' : pick(['ECOMMERCE', 'POS', 'MOTO']),
      by: fits || oneIn(2) ? 'cardholder' : 'merchant',
    };
  };

  const say = async (act: Act, { submit, challenges }: Process): Promise<string> => {
    const { cards } = world;
    switch (act.what) {
      case 'clock':
        await world.setClock(company, new Date(secured.now + act.byMs));
        return '';
      case 'threshold':
        await cards.changeProgram(company, { threeDsThreshold: act.to });
        return '';
      case 'freeze':
        await cards.freeze(company, card.id, act.frozen);
        return '';
      case 'terms':
        await cards.changeTerms(company, card.id, { threeDs: act.threeDs });
        return '';
      case 'reissue':
        await cards.reissue(company, card.id);
        return '';
      case 'delete':
        await cards.delete(company, card.id);
        return '';
      case 'decide':
        return (await challenges.decide({ company, card: card.id, code: act.code, approve: act.approve }))
          .state;
      case 'answer':
        return (await challenges.answer(company, act.challenge, { code: act.code, approve: act.approve }))
          .state;
      case 'expire':
        return String(await challenges.expire([{ company, id: act.challenge, due: new Date(secured.now) }]));
      case 'buy': {
        const swipe = swipeOf(card, act.money, {
          key: { text: act.key, fingerprint: '' },
          channel: act.channel,
          merchant: act.merchant,
          initiatedBy: act.by,
          challenge: act.challenge,
        });
        const { transaction, entry } = await submit({ ...swipe, transaction: act.transaction });
        return entry?.decline?.code ?? transaction?.id ?? '';
      }
      default:
        return unreachable(act);
    }
  };
  const saidOf = (act: Act): Promise<string> =>
    say(act, pick(processes)).catch((error: unknown) => {
      if (error instanceof Failure) return error.code;
      throw error;
    });

  /** Whether all is written down as it ends in the model. */
  const writtenAs = async (about: readonly Challenge['id'][]) => {
    const [found, { status, threeDs }, { threeDsThreshold }] = await Promise.all([
      Promise.all(about.map((id) => processes[0].challenges.find(company, id))),
      world.cards.get(company, card.id),
      world.cards.program(company),
    ]);
    const is = (end: Secured): boolean =>
      end.status === status &&
      end.threeDs === threeDs &&
      end.threshold === threeDsThreshold &&
      found.every(({ id, state, tries, usedBy }) => {
        const asked = end.challenges.get(id);
        return asked?.state === state && asked.tries === tries && asked.usedBy === usedBy;
      });
    return { found: [...found, { status, threeDs, threeDsThreshold }], is };
  };

  for (let round = 0; round < rounds; round += 1) {
    const where = `seed ${seed}, round ${round}`;
    if (secured.status === 'DELETED' && oneIn(3)) {
      others = [...secured.challenges.keys()];
      card = await newCard();
      secured = { ...secured, card: card.id, status: 'ACTIVE', threeDs: 'AUTOMATIC', challenges: new Map() };
    }
    if (secured.challenges.size === 0 || oneIn(2)) await begin();
    const about = [...secured.challenges].slice(-1 - below(3));
    if (about.length === 0) continue;
    const mood = pick(moods);
    const acts = Array.from({ length: 1 + below(mostAtOnce) }, () => draw(about, mood));
    // Two moves of the clock at once would both be reckoned from the same moment.
    const sent = acts.filter(
      ({ what }, at) => what !== 'clock' || acts.findIndex((act) => act.what === what) === at,
    );
    const heard = await Promise.all(sent.map(async (act) => ({ act, said: await saidOf(act) })));
    const { found, is } = await writtenAs(about.map(([id]) => id));
    const end = explains(secured, heard, is);
    assert.ok(end, `${where}: no order explains ${show({ secured, asked: about, heard, found })}`);
    secured = end;
  }
  assert.deepEqual(await world.database.query(openBodies, [company]), [], `seed ${seed}: codes are erased`);
  assert.deepEqual(await recompute(world.database, company), [], `seed ${seed}`);
}

/** One line for each part. */
const show = (parts: object): string =>
  Object.entries(parts)
    .flatMap(([name, part]) =>
      Array.isArray(part) ? part.map((each: unknown) => [name, each] as const) : [[name, part] as const],
    )
    .map(
      ([name, part]) =>
        `\n${name} ${JSON.stringify(part, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))}`,
    )
    .join('');
