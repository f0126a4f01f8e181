import { cardKey, type CardAtWork, type RecalledCards } from '../../cards/index.ts';
import { present } from '../../kernel/assert.ts';
import type { Queries } from '../../platform/database.ts';
import { readApprovals } from '../store/velocity-store.ts';
import { countedSince, hasVelocityRules } from '../messages/velocity.ts';
import type { Work } from './work.ts';

/** How many moments are remembered, of all cards together; 8 bytes each. */
const rememberMost = 500_000;

interface Remembered {
  /** The version of the card's row that they belong to: whoever counts an approval writes that row anew. */
  readonly version: number;
  readonly since: Date;
  readonly most: number;
  /** Ascending; never changed. */
  readonly moments: readonly number[];
}

/** The approvals that count against velocity rules, of cards as this process last saw or wrote them. */
export interface ApprovalMemory {
  /** Cards of which nothing is remembered that belongs to the version they were recalled in. */
  missing(cards: RecalledCards): readonly CardAtWork[];
  /**
   * Those of the cards whose companies have rules, to work on, by `cardKey`; what is missing is read. Only of cards whose recalled
   * version has committed: of one that is still being written the latest approvals are in no table yet.
   */
  recall(queries: Queries, cards: RecalledCards): Promise<Map<string, number[]>>;
  /** Remembers what the decisions left, of the cards that were written under this version. */
  keep(work: Work, version: number): void;
}

/** Nothing is proved here: approvals are as remembered where the version of the card is, which `RecalledCards.confirm` proves. */
export function createApprovalMemory(): ApprovalMemory {
  const known = new Map<string, Remembered>();
  let moments = 0;

  const remember = (key: string, remembered: Remembered): void => {
    moments += remembered.moments.length - (known.get(key)?.moments.length ?? 0);
    known.set(key, remembered);
    if (moments <= rememberMost) return;
    known.clear();
    moments = 0;
  };

  const missing = (cards: RecalledCards): CardAtWork[] =>
    [...cards.cards].flatMap(([key, card]) => {
      if (!hasVelocityRules(card)) return [];
      const remembered = known.get(key);
      const { since, most } = countedSince(card);
      const covers =
        remembered !== undefined &&
        remembered.version === cards.version(key) &&
        remembered.since <= since &&
        remembered.most === most;
      return covers ? [] : [card];
    });

  return {
    missing,
    async recall(queries, cards) {
      const toRead = missing(cards).map(countedSince);
      const approvals = await readApprovals(queries, toRead);
      for (const wanted of toRead) {
        const key = cardKey(wanted);
        const { since, most } = wanted;
        const read = present(approvals.get(key), 'the approvals of a card');
        remember(key, { version: cards.version(key), since, most, moments: [...read] });
      }
      for (const [key, card] of cards.cards) {
        if (hasVelocityRules(card) && !approvals.has(key))
          approvals.set(key, [...present(known.get(key), 'remembered approvals').moments]);
      }
      return approvals;
    },
    keep(work, version) {
      for (const card of work.changes.cards) {
        if (!hasVelocityRules(card)) continue;
        const { since, most } = countedSince(card);
        const counted = work.approvals(card).filter((at) => at >= since.getTime());
        remember(cardKey({ company: card.company, card: card.id }), {
          version,
          since,
          most,
          moments: counted.slice(-most),
        });
      }
    },
  };
}
