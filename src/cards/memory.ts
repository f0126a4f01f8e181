import { present } from '../kernel/assert.ts';
import type { Id } from '../kernel/ids.ts';
import { monotonicMs, wallClock } from '../platform/clock.ts';
import type { Queries, Tx } from '../platform/database.ts';
import { spendingAt } from './controls/spending.ts';
import {
  confirmVersions,
  readProgramsToRemember,
  readToRemember,
  type RememberedCard,
  type RememberedProgram,
} from './store.ts';
import type { CardAtWork, CardRef } from './types.ts';
import { cardKey } from './work.ts';

/** How many cards are remembered; about 2 kB each. */
const rememberMost = 10_000;
/** After this the database's clock is read again, with whatever program is wanted then, so that ours cannot drift away from it unseen. */
const trustMs = 1_000;

/** Cards, and their companies' programs and clocks, as this process last saw or wrote them. */
export interface CardMemory {
  /** Copies to work on; what is not remembered is read. `undefined` where a card does not exist. */
  recall(
    queries: Queries,
    refs: readonly CardRef[],
    options?: {
      /** Reads the programs and clocks of the companies in any case. */
      readonly readPrograms?: boolean;
    },
  ): Promise<RecalledCards | undefined>;
  forget(refs: readonly CardRef[]): void;
}

/** What was recalled for one unit of work. */
export interface RecalledCards {
  /** By `cardKey`. */
  readonly cards: ReadonlyMap<string, CardAtWork>;
  /** The version of a card's row, by `cardKey`; of those `readNow` it has committed. */
  version(key: string): number;
  readonly readNow: ReadonlySet<string>;
  /**
   * Locks the cards and ends the unit of work unless they, and their programs, are as remembered. To be sent before any
   * write and before any ledger account is locked; it need not be waited for. Answers the version of what is written.
   */
  confirm(tx: Tx): Promise<number>;
  /** Remembers the cards that were changed and written, under their new version. To be called when all is confirmed. */
  keep(changed: Iterable<CardAtWork>, version: number): void;
  /** Forgets all of it: something was not as remembered. */
  forget(): void;
}

/** What is remembered may be out of date at any moment: `confirm` proves that it was not. */
export function createCardMemory(): CardMemory {
  const known = new Map<string, RememberedCard>();
  const programs = new Map<Id<'company'>, RememberedProgram>();
  /** How far the database's clock is ahead of ours, and when that was seen. */
  let skewMs = 0;
  let skewSeenAtMs = -Infinity;

  const readCards = async (queries: Queries, missing: readonly CardRef[]): Promise<void> => {
    if (known.size > rememberMost) known.clear();
    for (const remembered of await readToRemember(queries, missing))
      known.set(cardKey({ company: remembered.card.company, card: remembered.card.id }), remembered);
  };

  const readPrograms = async (queries: Queries, companies: readonly Id<'company'>[]): Promise<void> => {
    if (programs.size > rememberMost) programs.clear();
    const sentAt = wallClock.now().getTime();
    const read = await readProgramsToRemember(queries, companies);
    const heardAt = wallClock.now().getTime();
    for (const program of read) {
      // The clock was read between the two moments: as far as these allow, it is taken for ours.
      const wall = program.wall.getTime();
      skewMs = Math.max(Math.min(0, wall - sentAt), wall - heardAt);
      skewSeenAtMs = monotonicMs();
      programs.set(program.company, program);
    }
  };

  /** Which programs are to be read: those not remembered, and any where the clock is to be looked at. */
  const toRead = (companies: ReadonlySet<Id<'company'>>): Id<'company'>[] => {
    const unknown = [...companies].filter((company) => !programs.has(company));
    const seenLately = monotonicMs() - skewSeenAtMs < trustMs;
    return unknown.length > 0 || seenLately ? unknown : [...companies].slice(0, 1);
  };

  const forget = (refs: Iterable<CardRef>): void => {
    for (const ref of refs) {
      known.delete(cardKey(ref));
      programs.delete(ref.company);
    }
  };

  return {
    async recall(queries, refs, options = {}) {
      const wanted = new Map(refs.map((ref) => [cardKey(ref), ref]));
      const missing = [...wanted].filter(([key]) => !known.has(key)).map(([, ref]) => ref);
      const companies = new Set(refs.map((ref) => ref.company));
      const wantedPrograms = options.readPrograms === true ? [...companies] : toRead(companies);
      if (missing.length > 0 || wantedPrograms.length > 0) {
        await Promise.all([
          missing.length > 0 && readCards(queries, missing),
          wantedPrograms.length > 0 && readPrograms(queries, wantedPrograms),
        ]);
      }
      const used = new Map<Id<'company'>, RememberedProgram & { readonly now: Date }>();
      for (const company of companies) {
        const program = programs.get(company);
        if (program === undefined) return undefined;
        used.set(company, { ...program, now: companyNow(program, skewMs) });
      }
      const cards = new Map<string, CardAtWork>();
      const versions = new Map<string, { ref: CardRef; version: number }>();
      for (const [key, ref] of wanted) {
        const remembered = known.get(key);
        const company = used.get(ref.company);
        if (remembered === undefined || company === undefined) return undefined;
        const { card } = remembered;
        // On one card time does not run back.
        const now = company.now < card.spending.at ? card.spending.at : company.now;
        cards.set(key, {
          ...card,
          spending: spendingAt(card.spending, now),
          now,
          program: company.program,
        });
        versions.set(key, { ref, version: remembered.version });
      }
      return {
        cards,
        version: (key) => present(versions.get(key), 'a recalled card').version,
        readNow: new Set(missing.map(cardKey)),
        confirm: (tx) => confirmVersions(tx, [...versions.values()], [...used.values()]),
        keep(changed, version) {
          for (const card of changed)
            known.set(cardKey({ company: card.company, card: card.id }), { card, version });
        },
        forget: () => forget(wanted.values()),
      };
    },
    forget,
  };
}

const companyNow = ({ standsAt, offsetMs }: RememberedProgram, skewMs: number): Date =>
  standsAt ?? new Date(wallClock.now().getTime() + skewMs + offsetMs);
