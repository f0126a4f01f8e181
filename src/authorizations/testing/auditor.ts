import type { CardNow, Limits, VelocityRule } from '../../cards/index.ts';
import type { Channel, Fees, Money, Purpose } from '../index.ts';

/**
 * The books of a company's cards as the rules of the money have them, kept in memory by somebody who knows the rules and none of the code:
 * what each message is answered, what is told of it, and what each card, the holding and each purchase have then. USD cents.
 */

/** A card, as an auditor knows it. */
export interface AuditedCard {
  readonly card: CardNow;
  /** The claim of a `TOP_UP` card, what is held of it included. */
  posted: bigint;
  frozen: boolean;
  blocked: boolean;
  deleted: boolean;
  expires: number;
  wrongTries: number;
  limits: Limits;
  /** When a purchase was approved that counts against the velocity rules. */
  approvals: number[];
}

/** A purchase, as an auditor knows it. */
export interface AuditedPurchase {
  readonly card: AuditedCard;
  /** Not so while all that there was is a verification or an inquiry. */
  spends: boolean;
  isRefund: boolean;
  isCash: boolean;
  isForeign: boolean;
  isSingle: boolean;
  readonly holdDays: number;
  readonly terms: { readonly flat: bigint; readonly ppm: bigint };
  authorized: bigint;
  reversed: bigint;
  cleared: bigint;
  refunded: bigint;
  held: bigint;
  feesHeld: Fees;
  feesPosted: Fees;
  /** A final clearing was posted. */
  isClosed: boolean;
  /** Something of it was approved or booked; nothing follows what was refused altogether, or only asked about. */
  isAlive: boolean;
  /** A refund was authorized, and may be posted. */
  mayRefund: boolean;
  counts: boolean;
  runsOut: number;
  /** What counts against the limits, and since when. */
  counted: { at: number; amount: bigint }[];
  told: number;
}

/** What a company is told, as far as it has amounts. */
export interface Told {
  readonly what: string;
  readonly bill?: bigint;
  readonly fees?: Fees;
  readonly code?: string;
  readonly final?: boolean;
  readonly posted?: boolean;
  readonly over?: bigint;
  readonly requested?: bigint;
  readonly at?: number;
  readonly after?: ReturnType<typeof standingOf>;
}

/** How a message is answered, and what is told of it. */
export interface Expected {
  readonly approved: boolean;
  readonly responseCode: string;
  readonly amount: bigint;
  readonly told: readonly Told[];
}

/** What a terminal asks. */
export interface Asked {
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly money: Money;
  readonly mcc: string;
  readonly country: string;
  readonly partialApproval: boolean;
  readonly cvv: 'right' | 'wrong' | null;
}

/** What a company says to a question: yes, a code of refusal, or why there is no answer. */
export type Word = 'yes' | '51' | 'timeout' | 'invalid' | 'unreachable';

const none: Fees = { atm: 0n, fx: 0n };
const sum = ({ atm, fx }: Fees): bigint => atm + fx;
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const atLeastNothing = (a: bigint): bigint => (a > 0n ? a : 0n);
const size = (a: bigint): bigint => (a < 0n ? -a : a);
const apart = (a: Fees, b: Fees): Fees => ({ atm: size(a.atm - b.atm), fx: size(a.fx - b.fx) });

/** Field 39 of each refusal (cards.md 4). */
const responseCodes: Readonly<Record<string, string>> = {
  M101: '51',
  M102: '51',
  M103: '62',
  M201: '61',
  M202: '61',
  M203: '61',
  M204: '61',
  M210: '65',
  C011: '57',
  C012: '62',
  C101: '59',
  C102: 'N7',
  C103: '57',
  C202: '62',
  C203: '62',
  C204: '54',
  C205: '14',
  N001: '25',
  W001: '51',
  W002: '05',
  W003: '05',
  W004: '05',
};
const unanswered = { timeout: 'W002', invalid: 'W003', unreachable: 'W004' } as const;

/** How a purchase stands after what is told of it. */
const standingOf = (it: AuditedPurchase) => {
  const { authorized, reversed, cleared, refunded, held } = it;
  return {
    authorized,
    reversed,
    cleared,
    refunded,
    held,
    feesHeld: sum(it.feesHeld),
    feesPosted: sum(it.feesPosted),
  };
};

export interface Program {
  enabled: boolean;
  mccBlocked: ReadonlySet<string>;
  countriesBlocked: ReadonlySet<string>;
  perTransactionLimit: bigint | null;
  atmFee: bigint;
  fxFeePpm: bigint;
}

export function createAuditor(start: bigint, program: Program, rules: readonly VelocityRule[]) {
  let holding = start;
  let now = 0;
  const cards: AuditedCard[] = [];
  const purchases: AuditedPurchase[] = [];

  // --- balances

  const heldOn = (card?: AuditedCard): bigint =>
    purchases
      .filter((it) => card === undefined || it.card === card)
      .reduce((all, it) => all + it.held + sum(it.feesHeld), 0n);
  const hasOwn = ({ card }: AuditedCard): boolean => card.approvalMethod === 'TOP_UP';
  const onHolding = (): bigint => holding - heldOn();
  const onCard = (card: AuditedCard): bigint => (hasOwn(card) ? card.posted - heldOn(card) : onHolding());
  /** A deleted card has nothing but what is held on it. */
  const settleDeleted = (card: AuditedCard): void => {
    if (card.deleted && hasOwn(card)) card.posted = heldOn(card);
  };
  const move = (card: AuditedCard, change: bigint): void => {
    holding += change;
    if (hasOwn(card)) card.posted += change;
  };

  // --- fees

  const fxFee = ({ isForeign, terms }: AuditedPurchase, bill: bigint): bigint =>
    isForeign ? (bill * terms.ppm * 2n + 1_000_000n) / 2_000_000n : 0n;
  const feesOnHold = (it: AuditedPurchase, held: bigint): Fees =>
    held === 0n
      ? none
      : { atm: it.isCash && it.feesPosted.atm === 0n ? it.terms.flat : 0n, fx: fxFee(it, held) };
  const feesOfCleared = (it: AuditedPurchase, cleared: bigint): Fees =>
    cleared === 0n ? none : { atm: it.isCash ? it.terms.flat : 0n, fx: fxFee(it, cleared) };
  /** What so much more on top of what is held costs. */
  const costOf = (it: AuditedPurchase, bill: bigint): bigint =>
    bill + sum(feesOnHold(it, it.held + bill)) - sum(feesOnHold(it, it.held));
  /** A single message costs what it posts, and a company that is asked has it held before. */
  const costOfSingle = (it: AuditedPurchase, bill: bigint): bigint => {
    const posts = bill + sum(feesOfCleared(it, it.cleared + bill)) - sum(it.feesPosted);
    return costOf(it, bill) > posts ? costOf(it, bill) : posts;
  };

  // --- limits

  const windows = {
    day: (at: number) => new Date(at).toISOString().slice(0, 10),
    // 1970-01-05 was a Monday.
    week: (at: number) => String(Math.floor((at / 86_400_000 - 4) / 7)),
    month: (at: number) => new Date(at).toISOString().slice(0, 7),
  };
  const spent = (card: AuditedCard, window: keyof typeof windows): bigint =>
    purchases
      .filter((it) => it.card === card)
      .flatMap(({ counted }) => counted)
      .filter(({ at }) => windows[window](at) === windows[window](now))
      .reduce((all, { amount }) => all + amount, 0n);
  const limitOf = (card: AuditedCard, cost: bigint, before: bigint): string | undefined => {
    const each = [card.limits.perTransaction, program.perTransactionLimit].filter((it) => it !== null);
    if (each.some((limit) => before + cost > limit)) return 'M204';
    const { daily, weekly, monthly } = card.limits;
    if (daily !== null && spent(card, 'day') + cost > daily) return 'M201';
    if (weekly !== null && spent(card, 'week') + cost > weekly) return 'M202';
    return monthly !== null && spent(card, 'month') + cost > monthly ? 'M203' : undefined;
  };
  /** What is more counts now; what is less is taken out where it was counted, the latest first. */
  const count = (it: AuditedPurchase): void => {
    const target = it.cleared + sum(it.feesPosted) + it.held + sum(it.feesHeld);
    let more = target - it.counted.reduce((all, { amount }) => all + amount, 0n);
    if (more > 0n) it.counted.push({ at: now, amount: more });
    while (more < 0n) {
      const last = it.counted.at(-1)!;
      const goes = least(last.amount, -more);
      last.amount -= goes;
      more += goes;
      if (last.amount === 0n) it.counted.pop();
    }
  };

  // --- velocity

  const breaks = (card: AuditedCard): boolean =>
    rules.some(
      ({ maxAuthorizations, timeWindowSeconds }) =>
        card.approvals.filter((at) => at > now - timeWindowSeconds * 1_000).length + 1 > maxAuthorizations,
    );
  const blocking: Told = { what: 'CARD_BLOCKED_BY_VELOCITY/SUCCESS' };
  /** Cannot be refused: it counts where it is the first of its purchase, and the breach blocks. */
  const countUnrefused = (it: AuditedPurchase): Told[] => {
    if (it.counts) return [];
    it.counts = true;
    const isBroken = !it.card.blocked && breaks(it.card);
    it.card.approvals.push(now);
    if (isBroken) it.card.blocked = true;
    return isBroken ? [blocking] : [];
  };

  // --- what happens to a purchase

  /** How an entry leaves it; answers what is told: fees held with it or freed, or those that are posted. */
  const become = (
    it: AuditedPurchase,
    what: string | null,
    bill: bigint,
    change: Partial<
      Pick<AuditedPurchase, 'authorized' | 'reversed' | 'cleared' | 'refunded' | 'held' | 'isClosed'>
    >,
    rest: Partial<Told> = {},
  ): Told[] => {
    const { feesHeld, feesPosted, cleared, refunded } = it;
    Object.assign(it, change);
    it.isAlive ||= what !== null && what !== 'DECLINED/FAILED';
    const posts = it.cleared !== cleared;
    if (posts) it.feesPosted = feesOfCleared(it, it.cleared);
    it.feesHeld = feesOnHold(it, it.held);
    const fees =
      posts || it.refunded !== refunded
        ? { atm: it.feesPosted.atm - feesPosted.atm, fx: it.feesPosted.fx - feesPosted.fx }
        : apart(it.feesHeld, feesHeld);
    move(it.card, cleared - it.cleared - sum(it.feesPosted) + sum(feesPosted) + it.refunded - refunded);
    settleDeleted(it.card);
    count(it);
    if (what === null) return [];
    it.told += 1;
    return [{ what, bill, fees, after: standingOf(it), at: now, ...rest }];
  };
  const yes = (amount: bigint, told: Told[], responseCode = '00'): Expected => ({
    approved: true,
    responseCode,
    amount,
    told,
  });
  const no = (it: AuditedPurchase, code: string, bill: bigint, more: Told[] = []): Expected => {
    const told =
      code === 'N001' ? become(it, null, bill, {}) : become(it, 'DECLINED/FAILED', bill, {}, { code });
    const breach = code === 'M210' && !it.card.blocked;
    if (code === 'M210' || code === 'C101') it.card.blocked = true;
    return {
      approved: false,
      responseCode: responseCodes[code]!,
      amount: 0n,
      told: [...more, ...told, ...(breach ? [blocking] : [])],
    };
  };

  const isOf = ({ purpose, channel, money }: Pick<Asked, 'purpose' | 'channel' | 'money'>) => ({
    spends: purpose !== 'verification' && purpose !== 'balance_inquiry',
    isRefund: purpose === 'refund',
    isCash: purpose === 'atm' || channel === 'ATM',
    isForeign: money.currency !== 'USD',
    isSingle: purpose === 'financial',
  });
  /** What only asked becomes what spends after it. */
  const spend = (it: AuditedPurchase, asked: Pick<Asked, 'purpose' | 'channel' | 'money'>): void =>
    void (it.spends || Object.assign(it, isOf(asked)));

  const begin = (
    card: AuditedCard,
    asked: Pick<Asked, 'purpose' | 'channel' | 'money' | 'mcc'>,
  ): AuditedPurchase => {
    const { mcc } = asked;
    const it: AuditedPurchase = {
      card,
      ...isOf(asked),
      holdDays: mcc === '7011' ? 31 : 7,
      terms: { flat: program.atmFee, ppm: program.fxFeePpm },
      authorized: 0n,
      reversed: 0n,
      cleared: 0n,
      refunded: 0n,
      held: 0n,
      feesHeld: none,
      feesPosted: none,
      isClosed: false,
      isAlive: false,
      mayRefund: false,
      counts: false,
      runsOut: Infinity,
      counted: [],
      told: 0,
    };
    purchases.push(it);
    return it;
  };

  /** Company, program, card, card data, merchant: in this order. */
  const wrongWith = (
    card: AuditedCard,
    { mcc, country, cvv }: Omit<Asked, 'money' | 'purpose' | 'channel' | 'partialApproval'>,
  ) => {
    if (!program.enabled) return 'M103';
    if (card.deleted) return 'C205';
    if (now >= card.expires) return 'C204';
    if (card.blocked) return 'C203';
    if (card.frozen) return 'C202';
    if (cvv === 'wrong') {
      card.wrongTries += 1;
      return card.wrongTries >= 3 ? 'C101' : 'C102';
    }
    if (cvv === 'right') card.wrongTries = 0;
    if (program.mccBlocked.has(mcc)) return 'C011';
    if (program.countriesBlocked.has(country)) return 'C012';
    return mcc === '5967' || mcc === '7995' ? 'C103' : undefined;
  };
  const shortOf = (card: AuditedCard, cost: bigint): string | undefined =>
    hasOwn(card) && onCard(card) < cost ? 'M102' : onHolding() < cost ? 'M101' : undefined;
  const renew = (it: AuditedPurchase): void => {
    it.runsOut = now + it.holdDays * 86_400_000;
  };

  /** The company is asked with the money held; its word, or its card's fallback, decides. `null` is an approval. */
  const refusalBy = (card: AuditedCard, word: Word, bill: bigint): string | null => {
    if (word === 'yes') return null;
    if (word === '51') return 'W001';
    const { fallback, fallbackLimit } = card.card.decision;
    return fallback === 'APPROVE' && (fallbackLimit === null || bill <= fallbackLimit)
      ? null
      : unanswered[word];
  };
  const question = (it: AuditedPurchase, bill: bigint, asked: bigint): Told => {
    it.told += 1;
    const held = it.held + bill;
    return {
      what: 'AUTHORIZATION/PENDING',
      bill,
      fees: apart(feesOnHold(it, held), it.feesHeld),
      at: now,
      after: { ...standingOf(it), held, feesHeld: sum(feesOnHold(it, held)) },
      ...(asked > bill ? { requested: asked } : {}),
    };
  };

  return {
    cards,
    purchases,
    program,
    onHolding,
    onCard,
    heldOn,
    spent,
    now: () => now,
    moveTo: (at: number): void => void (now = at),

    addCard(card: CardNow): AuditedCard {
      const it = {
        card,
        posted: 0n,
        frozen: false,
        blocked: false,
        deleted: false,
        expires: card.expiresAt.getTime(),
        wrongTries: 0,
        limits: card.limits,
        approvals: [],
      };
      cards.push(it);
      return it;
    },
    /** Whether a card's own balance may become this: within the holding, beside what other cards have. */
    changeBalance(card: AuditedCard, kind: 'set' | 'add' | 'subtract', amount: bigint): boolean {
      const own = onCard(card);
      const target = kind === 'set' ? amount : kind === 'add' ? own + amount : own - amount;
      const others = cards
        .filter((it) => it !== card && hasOwn(it))
        .reduce((all, it) => all + atLeastNothing(onCard(it)), 0n);
      if (card.deleted || (target < own && target < 0n)) return false;
      if (target > own && target > onHolding() - others) return false;
      card.posted += target - own;
      return true;
    },
    /** A new number with a new CVV: nobody has tried that out yet. */
    reissue: (card: AuditedCard, expires: Date): void =>
      void Object.assign(card, { expires: expires.getTime(), wrongTries: 0 }),
    deleteCard(card: AuditedCard): void {
      card.deleted = true;
      settleDeleted(card);
    },
    unblock(card: AuditedCard): void {
      Object.assign(card, { blocked: false, wrongTries: 0, approvals: [] });
    },

    authorize(
      card: AuditedCard,
      asked: Asked,
      word: Word,
      joins?: AuditedPurchase,
    ): Expected & { purchase: AuditedPurchase } {
      const it = joins ?? begin(card, asked);
      const { purpose, money } = asked;
      const decide = (): Expected => {
        const wrong = wrongWith(card, asked);
        if (wrong !== undefined) return no(it, wrong, money.bill);
        if (purpose === 'verification') return yes(0n, become(it, null, 0n, {}), '85');
        if (purpose === 'balance_inquiry') return yes(0n, become(it, null, 0n, {}));
        if (purpose === 'refund') {
          it.mayRefund = true;
          return yes(money.bill, become(it, null, money.bill, {}));
        }
        spend(it, asked);
        const cost = (bill: bigint): bigint =>
          purpose === 'financial' ? costOfSingle(it, bill) : costOf(it, bill);
        const limit = limitOf(card, cost(money.bill), 0n);
        if (limit !== undefined) return no(it, limit, money.bill);
        if (breaks(card)) return no(it, 'M210', money.bill);
        const short = shortOf(card, cost(money.bill));
        if (short !== undefined && !asked.partialApproval) return no(it, short, money.bill);
        let bill = money.bill;
        if (short !== undefined) {
          // The most that there is money for.
          let [low, high] = [0n, money.bill];
          while (low < high) {
            const middle = (low + high + 1n) / 2n;
            if (shortOf(card, cost(middle)) === undefined) low = middle;
            else high = middle - 1n;
          }
          bill = low;
          if (bill === 0n) return no(it, short, money.bill);
        }
        const told: Told[] = [];
        if (card.card.approvalMethod === 'WEBHOOK') {
          told.push(question(it, bill, money.bill));
          const refusal = refusalBy(card, word, bill);
          if (refusal !== null) return no(it, refusal, bill, told);
        }
        it.counts = true;
        card.approvals.push(now);
        const code = bill < money.bill ? '10' : '00';
        if (purpose === 'financial') {
          const posts = { authorized: it.authorized + bill, cleared: it.cleared + bill, isClosed: true };
          return yes(bill, [...told, ...become(it, 'CLEARING/SUCCESS', bill, posts, { final: true })], code);
        }
        renew(it);
        // What has cleared before its authorization came is not held again.
        const first = it.isClosed ? 0n : atLeastNothing(bill - it.cleared);
        const held = it.held + (it.authorized === 0n ? first : bill);
        return yes(
          bill,
          [...told, ...become(it, 'CLEARING/PENDING', bill, { authorized: it.authorized + bill, held })],
          code,
        );
      };
      return { ...decide(), purchase: it };
    },

    /** `undefined`: nothing is held any more. */
    increment(
      it: AuditedPurchase,
      bill: bigint,
      mcc: string,
      country: string,
      word: Word,
    ): Expected | undefined {
      if (!it.isAlive || it.held === 0n) return undefined;
      const { card } = it;
      const cost = costOf(it, bill);
      const refusal =
        wrongWith(card, { mcc, country, cvv: null }) ??
        limitOf(card, cost, it.held + sum(it.feesHeld)) ??
        shortOf(card, cost);
      if (refusal !== undefined) return no(it, refusal, bill);
      const told: Told[] = [];
      if (card.card.approvalMethod === 'WEBHOOK') {
        told.push(question(it, bill, bill));
        const said = refusalBy(card, word, bill);
        if (said !== null) return no(it, said, bill, told);
      }
      renew(it);
      const more = { authorized: it.authorized + bill, held: it.held + bill };
      return yes(bill, [...told, ...become(it, 'CLEARING/PENDING', bill, more)]);
    },

    /** What all of a purchase came to (an advice, a stand-in), or what comes on top. */
    advise(
      it: AuditedPurchase,
      bill: bigint,
      how: 'comes to' | 'on top' | 'stands in',
    ): Expected | undefined {
      if (!it.isAlive && how !== 'stands in') return undefined;
      let held = it.isClosed ? least(it.held, bill) : atLeastNothing(bill - it.cleared);
      if (how === 'on top') held = it.isClosed && it.held === 0n ? 0n : it.held + bill;
      if (how === 'stands in' && it.isClosed) held = it.held;
      // What has cleared for good before its advice came ends as if in order: what was not authorized before is now.
      const late = how === 'on top' ? bill : atLeastNothing(bill - (it.authorized - it.reversed));
      const change = it.isClosed && held === it.held ? late : held - it.held;
      const breach = countUnrefused(it);
      if (it.held === 0n) renew(it);
      const told =
        change < 0n
          ? become(it, 'REVERSAL/SUCCESS', -change, { reversed: it.reversed - change, held })
          : become(it, change === 0n ? null : 'CLEARING/PENDING', change, {
              authorized: it.authorized + change,
              held,
            });
      return yes(size(change), [...told, ...breach]);
    },

    standIn(
      card: AuditedCard,
      money: Money,
      mcc: string,
      joins?: AuditedPurchase,
    ): Expected & { purchase: AuditedPurchase } {
      const asked = { purpose: 'purchase', channel: 'POS', money, mcc } as const;
      const it = joins ?? begin(card, asked);
      spend(it, asked);
      return { ...this.advise(it, money.bill, 'stands in')!, purchase: it };
    },

    clear(it: AuditedPurchase, asked: bigint | null, final: boolean): Expected | undefined {
      const bill = asked ?? it.held;
      if (!it.isAlive || bill <= 0n) return undefined;
      const before = it.held + sum(it.feesHeld);
      const breach = countUnrefused(it);
      const [told] = become(it, 'CLEARING/SUCCESS', bill, {
        cleared: it.cleared + bill,
        held: final ? 0n : atLeastNothing(it.held - bill),
        isClosed: it.isClosed || final,
      });
      const over = before > 0n ? atLeastNothing(bill + sum(told!.fees!) - before) : 0n;
      return yes(bill, [{ ...told!, final, ...(over > 0n ? { over } : {}) }, ...breach]);
    },

    forcePost(card: AuditedCard, money: Money, mcc: string, final: boolean, joins?: AuditedPurchase) {
      const asked = { purpose: 'purchase', channel: 'POS', money, mcc } as const;
      const it = joins ?? begin(card, asked);
      spend(it, asked);
      it.isAlive = true;
      return { ...this.clear(it, money.bill, final)!, purchase: it };
    },

    reverse(it: AuditedPurchase, asked: bigint | null, remaining: bigint | null): Expected {
      const left = it.isSingle ? it.cleared : it.held;
      const bill = remaining === null ? (asked ?? left) : left - remaining;
      if (bill <= 0n || bill > left) return no(it, 'N001', atLeastNothing(bill));
      const reversed = it.reversed + bill;
      return yes(
        bill,
        it.isSingle
          ? become(it, 'REVERSAL/SUCCESS', bill, { reversed, cleared: left - bill }, { posted: true })
          : become(it, 'REVERSAL/SUCCESS', bill, { reversed, held: left - bill }),
      );
    },

    reverseClearing(it: AuditedPurchase, asked: bigint | null): Expected | undefined {
      if (!it.isAlive) return undefined;
      const bill = asked ?? it.cleared;
      if (bill <= 0n || bill > it.cleared) return no(it, 'N001', bill);
      return yes(
        bill,
        become(it, 'REVERSAL/SUCCESS', bill, { cleared: it.cleared - bill }, { posted: true }),
      );
    },

    refund(it: AuditedPurchase, asked: bigint | null): Expected | undefined {
      const bill = asked ?? it.cleared - it.refunded;
      if ((!it.isAlive && !it.mayRefund) || bill <= 0n) return undefined;
      const [told] = become(it, 'REFUND/SUCCESS', bill, { refunded: it.refunded + bill });
      const over = it.isRefund ? 0n : atLeastNothing(it.refunded - it.cleared);
      return yes(bill, [{ ...told!, ...(over > 0n ? { over } : {}) }]);
    },

    refundUnlinked(card: AuditedCard, money: Money, mcc: string) {
      const it = begin(card, { purpose: 'refund', channel: 'POS', money, mcc });
      it.mayRefund = true;
      return { ...this.refund(it, money.bill)!, purchase: it };
    },

    reverseRefund(it: AuditedPurchase, asked: bigint | null): Expected | undefined {
      if (!it.isAlive) return undefined;
      const bill = asked ?? it.refunded;
      if (bill <= 0n || bill > it.refunded) return no(it, 'N001', bill);
      return yes(bill, become(it, 'REFUND/CANCELLED', bill, { refunded: it.refunded - bill }));
    },

    cancel(it: AuditedPurchase): Expected | undefined {
      const { held } = it;
      if (!it.isAlive || held === 0n || it.cleared > 0n) return undefined;
      return yes(held, become(it, 'CLEARING/FAILED', held, { reversed: it.reversed + held, held: 0n }));
    },

    /** What runs out until now, in order: what is told, each as of its own moment. */
    runOut(): Told[] {
      const due = purchases
        .filter(({ held, runsOut }) => held > 0n && runsOut <= now)
        .sort((a, b) => a.runsOut - b.runsOut);
      return due.flatMap((it) => {
        const { held } = it;
        const gone = { reversed: it.reversed + held, held: 0n };
        return become(it, 'REVERSAL/CANCELLED', held, gone, { at: it.runsOut });
      });
    },
  };
}

export type Auditor = ReturnType<typeof createAuditor>;
