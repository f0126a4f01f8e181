import type { Events } from '../events/index.ts';
import { notFound } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import type { ListPart } from '../kernel/pages.ts';
import type { Redacted } from '../kernel/redacted.ts';
import type { Ledger } from '../ledger/index.ts';
import { createBatch } from '../platform/batch.ts';
import type { Database, Queries, Tx } from '../platform/database.ts';
import { newTraceId } from '../platform/trace-id.ts';
import { cardAccount, holdingAccount } from './balance/accounts.ts';
import { changeBalance, mustHaveBalance, type BalanceChange } from './balance/card-balance.ts';
import { changeContact, changeTerms, type ContactChange, type TermsChange } from './life/change-details.ts';
import { changeLimits } from './controls/change-limits.ts';
import { createCard, type NewCard } from './life/create-card.ts';
import { deleteCard } from './life/delete-card.ts';
import { cardRef } from './door.ts';
import { freezeCard } from './controls/freeze-card.ts';
import { openCompany } from './program/open-company.ts';
import type { PageKind } from './pages/page-store.ts';
import { makePage, openPage, type CardSecrets } from './pages/pages.ts';
import { checkPin, setPin, type PinOutcome } from './controls/pin.ts';
import { companyNow, countCards, readProgram } from './program/program-store.ts';
import { changeProgram, replaceVelocityRules, type ProgramChange } from './program/program.ts';
import { reissueCard } from './life/reissue-card.ts';
import { readBalance } from './balance/read-balance.ts';
import { spendingAt, type Spending } from './controls/spending.ts';
import { statusOf } from './controls/status.ts';
import { findCard, listCards } from './store.ts';
import type { Card, CardProgram, CardRef, CardStatus, Limits } from './types.ts';
import { unblockCard } from './controls/unblock-card.ts';
import type { VelocityRule } from './controls/velocity.ts';
import { openPinBlock } from './vault/index.ts';
import type { CardVersion, CvvOwner, KnownPan, Pan, Vault, ZoneKey } from './vault/index.ts';

type Company = Id<'company'>;

/** A card and how it stands now. */
export interface CardNow extends Card {
  readonly status: CardStatus;
}

/**
 * What can be done with cards outside a purchase. Every function that takes a card's id throws Failure NOT_FOUND for
 * an unknown one, and Failure VAL where a rule says no; ids come as text, and an ill-formed one is unknown.
 */
export interface Cards {
  create(company: Company, card: NewCard): Promise<CardNow>;
  get(company: Company, card: string): Promise<CardNow>;
  /** In the order in which they were made, deleted ones too. */
  list(company: Company, part: ListPart): Promise<readonly CardNow[]>;
  /** How many there are, without deleted ones: what the contract counts. */
  count(company: Company): Promise<number>;
  freeze(company: Company, card: string, frozen: boolean): Promise<CardNow>;
  changeLimits(company: Company, card: string, limits: Limits): Promise<CardNow>;
  /** `traceId` is that of the request that it is part of, if any. */
  delete(company: Company, card: string, traceId?: string): Promise<CardNow>;
  changeContact(company: Company, card: string, change: ContactChange): Promise<CardNow>;
  /** How 3-D Secure and unanswered decisions are dealt with. */
  changeTerms(company: Company, card: string, change: TermsChange): Promise<CardNow>;
  /** Lifts a block by the system; wrong tries and velocity counts begin anew. */
  unblock(company: Company, card: string): Promise<void>;
  /** A new number, CVV and expiry date; the old number is dead at once. */
  reissue(company: Company, card: string): Promise<CardNow>;
  /** `pin` has 4 to 12 digits. */
  setPin(company: Company, card: string, pin: Redacted<string>): Promise<void>;

  /** What a `TOP_UP` card has available, USD cents. @throws Failure APP_ERROR for another card */
  balance(company: Company, card: string): Promise<bigint>;
  /** Answers what is available then, USD cents. `traceId` as for `delete`. */
  changeBalance(company: Company, card: string, change: BalanceChange, traceId?: string): Promise<bigint>;
  /** What the company's holding has available, USD cents. */
  holdingBalance(company: Company): Promise<bigint>;
  /** What counts against the limits of a card in the windows that are open now, USD cents. */
  spending(company: Company, card: string): Promise<Spending>;

  program(company: Company): Promise<CardProgram>;
  changeProgram(company: Company, change: ProgramChange): Promise<CardProgram>;
  /** @throws Failure VELOCITY_RULES_LIMIT_EXCEEDED, VELOCITY_RULES_DUPLICATE_WINDOW */
  replaceVelocityRules(company: Company, rules: readonly VelocityRule[]): Promise<readonly VelocityRule[]>;

  /** The token of a page that shows number, CVV and expiry date, or the PIN, once within a minute. */
  makePage(company: Company, card: string, shows: PageKind): Promise<Redacted<string>>;
  /** What such a page shows. @throws Failure NOT_FOUND when it was opened before or has expired */
  openPage(token: string): Promise<CardSecrets>;

  /** Which card and which version of it has, or had, this number; across companies. */
  findByPan(queries: Queries, pan: Pan): Promise<CardVersion | undefined>;
  /** As `findByPan`, with how the card stands now. Callers of the same moment share a query. */
  recognise(pan: Pan): Promise<KnownPan | undefined>;
  cvvMatches(card: CvvOwner, cvv: Redacted<string>): Promise<boolean>;
  /** Counts the try before it compares; not to be called inside a unit of work. @throws Failure NOT_FOUND */
  checkPin(ref: CardRef, pin: Redacted<string>): Promise<PinOutcome>;
  /** As `checkPin`, of a PIN block (ISO 9564-1 format 0) under a zone key; one that does not open counts no try. */
  checkPinBlock(
    ref: CardRef,
    given: { readonly block: Redacted<Uint8Array>; readonly pan: Pan; readonly zoneKey: ZoneKey },
  ): Promise<PinOutcome | 'undecipherable'>;

  /**
   * Gives a new company its card program, and its holding what it starts with (`initialHolding`, USD cents), as
   * companies calls for.
   */
  openCompany(
    tx: Tx,
    company: Company,
    wanted: { readonly initialHolding?: bigint | undefined },
  ): Promise<void>;
}

export interface CardsParts {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly events: Pick<Events, 'appendMany'>;
  readonly vault: Vault;
  /** What the holding of a new company starts with unless it says otherwise: `sandboxHolding`, or nothing in production. */
  readonly initialHolding: bigint;
}

/** Joins what cards need. */
export function createCards({ database, ledger, events, vault, initialHolding }: CardsParts): Cards {
  const withStatus = async (queries: Queries, card: Card): Promise<CardNow> => ({
    ...card,
    status: statusOf(card, await companyNow(queries, card.company)),
  });
  // The keys are loaded before a connection is taken, so that no unit of work waits for a second one.
  const withVault = async <T>(body: (tx: Tx) => Promise<T>): Promise<T> => {
    await vault.ready();
    return database.work(body);
  };
  const find = async (company: Company, id: string): Promise<Card> => {
    const ref = cardRef(company, id);
    const card = await findCard(database, ref.company, ref.card);
    if (card === undefined) throw notFound('card');
    return card;
  };

  const recognitions = createBatch<Pan, KnownPan | undefined>({
    run: async (pans) =>
      (await vault.recognise(database, pans)).map((result) => ({ ok: true as const, result })),
  });

  return {
    create: (company, wanted) =>
      withVault(async (tx) => withStatus(tx, await createCard(tx, vault, company, wanted))),
    get: async (company, id) => withStatus(database, await find(company, id)),
    async list(company, part) {
      const [cards, now] = await Promise.all([
        listCards(database, company, part),
        companyNow(database, company),
      ]);
      return cards.map((card) => Object.assign(card, { status: statusOf(card, now) }));
    },
    count: (company) => countCards(database, company),
    freeze: (company, id, frozen) =>
      database.work(async (tx) => withStatus(tx, await freezeCard(tx, cardRef(company, id), frozen))),
    changeLimits: (company, id, limits) =>
      database.work(async (tx) => withStatus(tx, await changeLimits(tx, cardRef(company, id), limits))),
    delete: (company, id, traceId = newTraceId()) =>
      database.work(async (tx) =>
        withStatus(tx, await deleteCard(tx, { ledger, events }, cardRef(company, id), traceId)),
      ),

    changeContact: (company, id, change) =>
      database.work(async (tx) => withStatus(tx, await changeContact(tx, cardRef(company, id), change))),
    changeTerms: (company, id, change) =>
      database.work(async (tx) => withStatus(tx, await changeTerms(tx, cardRef(company, id), change))),
    unblock: (company, id) => database.work((tx) => unblockCard(tx, cardRef(company, id))),
    reissue: (company, id) =>
      withVault(async (tx) => withStatus(tx, await reissueCard(tx, vault, cardRef(company, id)))),
    setPin: (company, id, pin) => withVault((tx) => setPin(tx, vault, cardRef(company, id), pin)),

    async balance(company, id) {
      const card = await find(company, id);
      mustHaveBalance(card, 'APP_ERROR');
      return (await readBalance(database, ledger, cardAccount(company, card.id))).available;
    },
    changeBalance: (company, id, change, traceId = newTraceId()) =>
      database.work((tx) => changeBalance(tx, { ledger, events }, cardRef(company, id), change, traceId)),
    holdingBalance: async (company) =>
      (await readBalance(database, ledger, holdingAccount(company))).available,
    async spending(company, id) {
      const card = await find(company, id);
      return spendingAt(card.spending, await companyNow(database, company));
    },

    program: (company) => readProgram(database, company),
    changeProgram: (company, change) => database.work((tx) => changeProgram(tx, company, change)),
    replaceVelocityRules: (company, rules) => database.work((tx) => replaceVelocityRules(tx, company, rules)),

    async makePage(company, id, shows) {
      return makePage(database, vault, cardRef(company, id), shows);
    },
    openPage: (token) => openPage(database, vault, token),

    findByPan: (queries, pan) => vault.find(queries, pan),
    recognise: (pan) => recognitions.submit(pan),
    cvvMatches: (card, cvv) => vault.cvvMatches(card, cvv),
    checkPin: (ref, pin) => checkPin(database, vault, ref, pin),
    async checkPinBlock(ref, { block, pan, zoneKey }) {
      const pin = openPinBlock(block, pan, zoneKey);
      return pin === undefined ? 'undecipherable' : checkPin(database, vault, ref, pin);
    },

    openCompany: (tx, company, wanted) =>
      openCompany(tx, ledger, company, wanted.initialHolding ?? initialHolding),
  };
}
