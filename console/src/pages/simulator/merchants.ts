import type { Input } from '../../api.ts';

type Merchant = NonNullable<Input<'simulateAuthorization'>['merchant']>;
type Channel = NonNullable<Input<'simulateAuthorization'>['channel']>;

export interface Shop {
  readonly merchant: Merchant & { readonly name: string };
  readonly channel: Channel;
  readonly kind: NonNullable<Input<'simulateAuthorization'>['kind']>;
  readonly currency: string;
}

/** Places to buy at: near, abroad, online, an ATM, and one that programs like to block. */
export const shops: readonly Shop[] = [
  {
    merchant: { name: 'Corner Coffee', city: 'New York', country: 'USA', mcc_code: '5814' },
    channel: 'POS',
    kind: 'purchase',
    currency: 'USD',
  },
  {
    merchant: { name: 'Grand Hotel', city: 'Chicago', country: 'USA', mcc_code: '7011' },
    channel: 'POS',
    kind: 'purchase',
    currency: 'USD',
  },
  {
    merchant: { name: 'Librería Lumen', city: 'Madrid', country: 'ESP', mcc_code: '5942' },
    channel: 'POS',
    kind: 'purchase',
    currency: 'EUR',
  },
  {
    merchant: { name: 'Kissaten Sakura', city: 'Tokyo', country: 'JPN', mcc_code: '5812' },
    channel: 'POS',
    kind: 'purchase',
    currency: 'JPY',
  },
  {
    merchant: { name: 'Parcel Store', city: 'London', country: 'GBR', mcc_code: '5999' },
    channel: 'ECOMMERCE',
    kind: 'purchase',
    currency: 'GBP',
  },
  {
    merchant: { name: 'City Bank ATM', city: 'Boston', country: 'USA', mcc_code: '6011' },
    channel: 'ATM',
    kind: 'atm',
    currency: 'USD',
  },
  {
    merchant: { name: 'Lucky Seven Casino', city: 'Las Vegas', country: 'USA', mcc_code: '7995' },
    channel: 'POS',
    kind: 'purchase',
    currency: 'USD',
  },
];
