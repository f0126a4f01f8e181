import { present } from '../kernel/assert.ts';
import type { NormalSide } from './types.ts';

/**
 * The chart of accounts: what the first segment of a ledger account's name means (`card` of `card:card_0197…`), and
 * on which side it grows. Credit: what is owed to somebody. Debit: what there is, or what is still to come in.
 */
export const chart: Readonly<Record<string, { readonly side: NormalSide; readonly meaning: string }>> = {
  holding: {
    side: 'credit',
    meaning: 'What the company may spend with its cards; one for its card program.',
  },
  card: {
    side: 'credit',
    meaning: 'The claim of one TOP_UP card inside the holding, in the memo asset CARD.',
  },
  card_contra: { side: 'debit', meaning: 'The sum of all claims of cards: the other side of `card`.' },
  fees: { side: 'credit', meaning: 'What the platform earned: exchange and ATM fees, deposit commissions.' },
  network_payable: { side: 'credit', meaning: 'What the card network is owed for cleared purchases.' },
  faucet: {
    side: 'debit',
    meaning: 'Sandbox money given out that is not yet there as test coins on the chain.',
  },
  conversion: {
    side: 'credit',
    meaning:
      'Where one asset turns into another at a fixed rate: above zero what came in, below what went out.',
  },
  dust: { side: 'credit', meaning: 'Parts of a cent that deposits left over; they belong to the company.' },
  custody: { side: 'debit', meaning: 'Coins on the chain, by the wallet that has them; equals the chain.' },
  treasury: { side: 'credit', meaning: 'What the company owns in its treasury wallets.' },
  virtual: { side: 'credit', meaning: 'What the company owes one client: the balance of a virtual wallet.' },
  obligation: {
    side: 'debit',
    meaning: 'Coins the company has yet to bring in for balances set by hand; below zero, coins to spare.',
  },
  in_flight: {
    side: 'credit',
    meaning: 'On its way out: taken from its owner, not yet gone from the chain.',
  },
  suspense: {
    side: 'credit',
    meaning: 'Came in and belongs to nobody yet, such as deposits below the minimum.',
  },
  gas_expense: { side: 'debit', meaning: 'Network fees that the relayer paid.' },
  capital: { side: 'credit', meaning: 'What the operator put in, such as coins for network fees.' },
};

/** The side on which a ledger account of this name grows. @throws InvariantBroken for a name outside the chart */
export function normalSide(name: string): NormalSide {
  const end = name.indexOf(':');
  const first = end === -1 ? name : name.slice(0, end);
  return present(Object.hasOwn(chart, first) ? chart[first] : undefined, `${name} in the chart of accounts`)
    .side;
}
