import { createHash } from 'node:crypto';
import { createEvents, type Events, type StoredEvent } from '../../events/index.ts';
import { redacted } from '../../kernel/redacted.ts';
import type { Id } from '../../kernel/ids.ts';
import { createLedger, type Ledger } from '../../ledger/index.ts';
import { sql, type Database, type Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { createSecrets, type Secrets } from '../../platform/secrets.ts';
import { testDatabase } from '../../../test/support/database.ts';
import {
  accountsOfCard,
  cardKey,
  createCards,
  createVault,
  endFreeClaim,
  holdAccounts,
  lockMany,
  purchasePostings,
  refundPostings,
  saveMany,
  type CardAtWork,
  type CardNow,
  type Cards,
  type Vault,
} from '../index.ts';
import type { NewCard } from '../life/create-card.ts';
import { plainCard } from './plain-card.ts';
import type { Book, Operation } from '../../ledger/index.ts';

/** A master key for tests, its own for each name. */
export const testSecrets = (...names: string[]): Secrets =>
  createSecrets(names.map((name) => redacted(createHash('sha256').update(name).digest())));

export interface TestCards {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly vault: Vault;
  readonly outbox: Events;
  /** All that was told, in order. */
  readonly told: readonly StoredEvent[];
  readonly cards: Cards;
  /** A company whose holding starts with `holding` USD cents. */
  readonly company: (holding?: bigint) => Promise<Id<'company'>>;
  /** Moves the company's clock to stand at a moment. */
  readonly setClock: (company: Id<'company'>, at: Date) => Promise<void>;
  readonly card: (company: Id<'company'>, card?: Partial<NewCard>) => Promise<CardNow>;
  /** A unit of work on one card, as authorizations do it. */
  readonly work: <T>(card: Pick<CardNow, 'company' | 'id'>, body: (work: CardWork) => T) => Promise<T>;
}

export interface CardWork {
  readonly tx: Tx;
  readonly book: Book;
  readonly card: CardAtWork;
  /** Holds `amount` USD cents, and answers the hold. */
  readonly hold: (amount: bigint) => Id<'hold'>;
  readonly release: (hold: Id<'hold'>, amount: bigint) => void;
  /** Clears `amount` USD cents, of a hold or without one. */
  readonly clear: (amount: bigint, hold?: Id<'hold'>) => void;
  readonly refund: (amount: bigint) => void;
}

const insertCompany = sql(
  'test.insertCompany',
  'INSERT INTO companies (id, name, created_at) VALUES ($1, $2, now())',
);
const stopClock = sql('test.stopClock', 'UPDATE companies SET clock_stands_at = $2 WHERE id = $1');

export async function testCards(): Promise<TestCards> {
  const database = await testDatabase();
  const ledger = createLedger();
  const vault = createVault({ database, secrets: testSecrets('first') });
  const told: StoredEvent[] = [];
  const outbox = createEvents({
    database,
    secrets: testSecrets('first'),
    checked: true,
    fanout: async (_tx, stored) => void told.push(...stored),
  });
  const cards = createCards({ database, ledger, events: outbox, vault, initialHolding: 0n });
  return {
    database,
    ledger,
    vault,
    outbox,
    told,
    cards,
    async company(holding = 100_000n) {
      const company = newId('company');
      await database.work(async (tx) => {
        await tx.execute(insertCompany, [company, 'Test company']);
        await cards.openCompany(tx, company, { initialHolding: holding });
      });
      return company;
    },
    async setClock(company, at) {
      await database.execute(stopClock, [company, at]);
    },
    card: (company, card = {}) => cards.create(company, { ...plainCard, ...card }),
    work: (ref, body) =>
      database.work(async (tx) => {
        const locked = await lockMany(tx, [{ company: ref.company, card: ref.id }]);
        const card = locked.get(cardKey({ company: ref.company, card: ref.id }));
        if (card === undefined) throw new Error('the card of a test exists');
        const book = await ledger.open(tx, {
          accounts: accountsOfCard(card),
          holds: await openHolds(tx, card),
        });
        const operation = (kind: string): Operation => ({
          company: card.company,
          key: newId('movement'),
          reference: card.id,
          kind,
          at: card.now,
        });
        const settle = (): bigint => endFreeClaim(book, card, operation('card_deleted'));
        const result = await body({
          tx,
          book,
          card,
          hold(amount) {
            const hold = newId('hold');
            book.place({ ...operation('authorization'), hold, accounts: holdAccounts(card), amount });
            return hold;
          },
          release(hold, amount) {
            book.change({ ...operation('reversal'), hold, change: -amount });
            settle();
          },
          clear(amount, hold) {
            const take = hold && { take: { hold, amount, final: true } };
            book.post({ ...operation('clearing'), postings: purchasePostings(card, amount, 0n), ...take });
            settle();
          },
          refund(amount) {
            book.post({ ...operation('refund'), postings: refundPostings(card, amount) });
            settle();
          },
        });
        await Promise.all([book.write(), saveMany(tx, book, [card])]);
        return result;
      }),
  };
}

const holdsOfCard = sql(
  'test.holdsOfCard',
  'SELECT company_id AS company, id AS hold FROM ledger_holds WHERE company_id = $1 AND held > 0',
);

/** Every hold of the company, so that a test may name any of them. */
const openHolds = (tx: Tx, card: CardAtWork): Promise<{ company: Id<'company'>; hold: Id<'hold'> }[]> =>
  tx.query(holdsOfCard, [card.company]);
