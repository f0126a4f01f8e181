import type { FirstOperation, Merchant, Money } from '../../authorizations/index.ts';
import { newId } from '../../platform/ids.ts';
import { cashMachines } from '../meaning/tables.ts';
import type { NetworkMerchant } from '../meaning/types.ts';
import type { Said } from './types.ts';

type First = Omit<Extract<FirstOperation, { kind: 'stand_in' }>, 'kind'>;

/** What every message about a card says that may begin a card transaction. */
export function firstOf({ meaning, card, key, arrival }: Said, money: Money): First {
  return {
    company: card.company,
    traceId: arrival.traceId,
    key,
    card: card.card,
    transaction: newId('cardTransaction'),
    channel: meaning.channel,
    money,
    merchant: merchantOf(meaning.merchant, meaning.channel === 'ATM'),
    networkTransactionId: meaning.networkTransactionId,
  };
}

/** Fields 42 and 43 may be blank, and 18 is not always sent: 5999 are retailers of no other kind (ISO 18245). */
const merchantOf = (
  { id, terminal, name, city, country, mcc }: NetworkMerchant,
  isCashMachine: boolean,
): Merchant => ({
  id: id ?? terminal,
  name: name ?? id ?? terminal ?? 'Unknown merchant',
  city,
  postCode: null,
  state: null,
  country,
  mcc: mcc ?? (isCashMachine ? cashMachines : '5999'),
});
