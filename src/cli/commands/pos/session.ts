import { findCurrencyByNumber, type Currency } from '../../../kernel/currencies.ts';
import { redacted } from '../../../kernel/redacted.ts';
import type { Redacted } from '../../../kernel/redacted.ts';
import type {
  Amount,
  Entry,
  Exchange,
  Message,
  Sale,
  Terminal,
  TerminalCard,
} from '../../../network/index.ts';
import { CliProblem } from '../../run.ts';
import { isApproved } from './told.ts';
import { amountFrom, misspelt, type Words } from './words.ts';

/** The card at the terminal, with what is printed on its back. */
export interface PosCard extends TerminalCard {
  readonly cvv: Redacted<string> | undefined;
}

export interface SessionParts {
  readonly terminal: Terminal;
  readonly card: PosCard;
  /** The next message goes out, and its answer is lost with the line. */
  readonly loseNext: () => void;
}

/** A terminal with one card in front of it; it remembers the last purchase, for what comes after it. */
export interface Session {
  /** Does what a line says; what was said over the wire, in order. @throws CliProblem */
  run(words: Words): Promise<readonly Exchange[]>;
}

const entries: Readonly<Record<string, Entry>> = {
  insert: 'insert',
  tap: 'tap',
  swipe: 'swipe',
  ecommerce: 'ecommerce',
  moto: 'moto',
};

const management: Readonly<Record<string, string>> = { 'sign-on': '001', 'sign-off': '002', echo: '301' };

export function createSession({ terminal, card, loseNext }: SessionParts): Session {
  let last: Message | undefined;
  /** What it has come to, which is presented where no amount is said: less than was asked, where only a part was approved. */
  let approved: bigint | undefined;

  /** Where nothing is answered, the terminal takes back what may have been approved. */
  const sell = async (sale: Sale): Promise<Exchange[]> => {
    const sold = await terminal.sell(card, sale);
    last = sold.request;
    approved = approvedBy(sold);
    return sold.answer === undefined ? [sold, await terminal.reverse(sold.request)] : [sold];
  };
  const lastOne = (): Message => {
    if (last !== undefined) return last;
    throw new CliProblem('There is no purchase to continue yet.', 'Make one first: tap 12.50');
  };
  const all = (words: Words): Amount | undefined =>
    wanted(words, lastOne()) ?? ofPurchase(lastOne(), approved);
  const later: Readonly<Record<string, (words: Words) => Promise<Exchange>>> = {
    async more(words) {
      const asked = await terminal.increase(lastOne(), needed(words, lastOne()));
      approved = sum(approved, approvedBy(asked));
      return asked;
    },
    complete(words) {
      const amount = needed(words, lastOne());
      approved = amount.minor;
      return terminal.complete(lastOne(), amount);
    },
    clear: (words) => terminal.clear(lastOne(), all(words), !words.flags.has('part')),
    refund: (words) => terminal.refund(lastOne(), all(words)),
    reverse(words) {
      const remaining = wanted(words, lastOne());
      approved = remaining?.minor;
      return terminal.reverse(lastOne(), remaining);
    },
    repeat: () => terminal.repeat(lastOne()),
  };

  return {
    async run(words) {
      const { verb } = words;
      const code = management[verb];
      if (code !== undefined) return [await terminal.manage(code)];
      const go = later[verb];
      if (go !== undefined) return [await go(words)];
      if (verb === 'lose') loseNext();
      const sale = saleOf(verb === 'lose' ? { ...words, verb: 'tap' } : words, card);
      if (sale === undefined) throw misspelt(`A terminal cannot "${verb}".`);
      return sell(sale);
    },
  };
}

/** Field 4 of an answer that approves: of a part, where the terminal takes one. */
function approvedBy(exchange: Exchange): bigint | undefined {
  const amount = exchange.answer?.fields[4];
  return typeof amount === 'string' && isApproved(exchange) ? BigInt(amount) : undefined;
}

const sum = (before: bigint | undefined, more = 0n): bigint | undefined =>
  before === undefined ? undefined : before + more;

const currencyOfPurchase = (about: Message | undefined): Currency | undefined => {
  const number = about?.fields[49];
  return typeof number === 'string' ? findCurrencyByNumber(number) : undefined;
};

function ofPurchase(about: Message, minor: bigint | undefined): Amount | undefined {
  const currency = currencyOfPurchase(about);
  return minor === undefined || currency === undefined ? undefined : { minor, currency };
}

/** Without a currency it is that of the purchase it is about. */
const needed = ({ amount, options }: Words, about?: Message): Amount =>
  amountFrom(amount, options.get('currency') ?? currencyOfPurchase(about)?.code);

const wanted = (words: Words, about: Message): Amount | undefined =>
  words.amount === undefined ? undefined : needed(words, about);

/** What the cardholder does by this verb; `undefined` when it is no sale. */
function saleOf(words: Words, card: PosCard): Sale | undefined {
  const { verb, options, flags } = words;
  const [pin, cashback, challenge] = ['pin', 'cashback', 'challenge'].map((name) => options.get(name));
  const cvv = options.get('cvv');
  const common = {
    ...(pin !== undefined && { pin: redacted(pin) }),
    ...(cvv !== undefined && cvv !== 'none' && { cvv: redacted(cvv) }),
    ...(challenge !== undefined && { challenge }),
    ...(cashback !== undefined && { cashback: amountFrom(cashback, options.get('currency')) }),
    isSingle: flags.has('single'),
    takesPartialApproval: flags.has('partial'),
  };
  const entry = entries[verb];
  if (entry !== undefined) {
    // Who types a number types what stands behind it, too.
    const typed = entry === 'ecommerce' && cvv === undefined && card.cvv !== undefined;
    return { ...common, kind: 'purchase', entry, amount: needed(words), ...(typed && { cvv: card.cvv }) };
  }
  if (verb === 'cash') return { ...common, kind: 'cash', entry: 'insert', amount: needed(words) };
  if (verb === 'credit')
    return { ...common, kind: 'refund', entry: 'tap', amount: needed(words), isSingle: true };
  if (verb === 'balance') return { ...common, kind: 'balance', entry: 'insert' };
  return verb === 'verify' ? { ...common, kind: 'verify', entry: 'ecommerce' } : undefined;
}
