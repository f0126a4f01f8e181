import { randomFrom } from '../../../test/crash/random.ts';
import type { Id } from '../../kernel/ids.ts';
import { newId } from '../../platform/ids.ts';
import type { LedgerAccount, LedgerOperation, Requirement } from '../index.ts';
import type { Auditor } from './auditor.ts';
import { move, type TestCompany } from './company.ts';

/** Choices from a seed, the same ones every time. */
export function createRandom(seed: number) {
  const next = randomFrom(seed);
  /** An integer from 0, below `end`. */
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    amount: (most: number): bigint => BigInt(1 + below(most)),
    chance: (probability: number): boolean => next() < probability,
    pick: <T>(items: readonly T[]): T | undefined => items[below(items.length)],
  };
}

export type Random = ReturnType<typeof createRandom>;

export interface Request {
  readonly operation: LedgerOperation;
  readonly requirement: Requirement | undefined;
}

/**
 * Makes traffic as the card program does: purchases held on a card and its holding, more and less of them, clearings
 * that fit and that exceed, force posts, refunds, claims set, money that comes in, and keys used twice.
 */
export function createWorkload(random: Random, companies: readonly TestCompany[], auditor: Auditor) {
  const done: Request[] = [];
  const holds = new Map<Id<'hold'>, { readonly of: TestCompany; readonly accounts: LedgerAccount[] }>();
  let number = 0;

  const operation = (of: TestCompany) => of.operation(`k${number++}`);

  const place = (of: TestCompany): Request => {
    const hold = newId('hold');
    const amount = random.amount(3_000);
    const onCard = random.chance(0.6);
    const card = of.account(`card:${random.below(3)}`, of.card.asset);
    const accounts = onCard ? [of.holding, card, of.contra] : [of.holding];
    holds.set(hold, { of, accounts });
    return {
      operation: { ...operation(of), hold, accounts, amount },
      requirement: { account: random.chance(0.5) && onCard ? card : of.holding, available: amount },
    };
  };

  const fromHold = (id: Id<'hold'>, held: bigint): Request | undefined => {
    const hold = holds.get(id);
    if (hold === undefined || held === 0n) return undefined;
    const { of } = hold;
    const roll = random.below(10);
    if (roll < 2) {
      const change = random.amount(500);
      return {
        operation: { ...operation(of), hold: id, change },
        requirement: { account: of.holding, available: change },
      };
    }
    if (roll < 4) {
      const change = -(1n + BigInt(random.below(Number(held))));
      return { operation: { ...operation(of), hold: id, change }, requirement: undefined };
    }
    const amount = random.amount(Number(held) * 2);
    const take = { hold: id, amount, final: random.chance(0.5) };
    const postings = move(amount, of.holding, of.network);
    const [, card, contra] = hold.accounts;
    if (card !== undefined && contra !== undefined) postings.push(...move(amount, card, contra));
    return { operation: { ...operation(of), postings, take }, requirement: undefined };
  };

  const other = (of: TestCompany): Request => {
    const amount = random.amount(2_000);
    const card = of.account(`card:${random.below(3)}`, of.card.asset);
    const spend = { account: of.holding, available: amount };
    const choices: Request[] = [
      {
        operation: { ...operation(of), postings: move(amount, of.faucet, of.holding) },
        requirement: undefined,
      },
      {
        operation: { ...operation(of), postings: move(amount, of.network, of.holding) },
        requirement: undefined,
      },
      { operation: { ...operation(of), postings: move(amount, of.holding, of.network) }, requirement: spend },
      { operation: { ...operation(of), postings: move(amount, of.contra, card) }, requirement: undefined },
      {
        operation: { ...operation(of), postings: move(amount, card, of.contra) },
        requirement: { account: card, available: amount },
      },
    ];
    return random.pick(choices) ?? place(of);
  };

  const one = (free: Set<string>): Request => {
    const [of = companies[0]] = [random.pick(companies)];
    if (of === undefined) throw new Error('a workload has companies');
    const again = random.chance(0.08) ? random.pick(done) : undefined;
    if (again !== undefined) return again;
    const id = random.chance(0.5) ? random.pick([...free]) : undefined;
    if (id !== undefined) {
      // At most once in a batch: what a hold has left is known only when the one before is decided.
      free.delete(id);
      return fromHold(id as Id<'hold'>, auditor.heldBy(id)) ?? place(of);
    }
    return random.chance(0.6) ? place(of) : other(of);
  };

  return {
    /** The next `count` requests, made for the books as the auditor has them now. */
    batch(count: number): Request[] {
      const free = new Set(auditor.openHolds());
      const requests = Array.from({ length: count }, () => one(free));
      done.push(...requests);
      return requests;
    },
  };
}
