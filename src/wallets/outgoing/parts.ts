import type { Queries } from '../../platform/database.ts';
import type { WalletsParts } from '../parts.ts';
import type { WalletChain } from '../types.ts';
import type { Assets, Deposits } from '../wallets.ts';

/** What everything that leaves is made from. */
export interface OutgoingParts extends Pick<
  WalletsParts,
  | 'database'
  | 'plain'
  | 'ledger'
  | 'events'
  | 'log'
  | 'clock'
  | 'signing'
  | 'cardHolding'
  | 'cardChain'
  | 'failsNext'
> {
  readonly assets: Assets;
  /** @throws Failure VAL for a chain that is not listed */
  readonly chain: (name: string) => WalletChain;
  readonly isNegative: Deposits['isNegative'];
  /** By which time they are tried, and are over. */
  readonly now: (queries: Queries) => Promise<Date>;
  /** How long a signed transfer can happen, once it was asked for. */
  readonly deadlineMs: number;
}
