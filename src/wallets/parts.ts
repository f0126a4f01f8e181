import type { Events } from '../events/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Queries, Tx } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Coordinator } from '../signing/index.ts';
import type { CardHolding, CompanyId, CreditDeposit, GetClient, WalletChain } from './types.ts';

/** What the door is made from. */
export interface WalletsParts {
  /** Whose units of work carry what a request adds (its idempotency key, the audit log). */
  readonly database: Database;
  /** The same without that: for what outlives the request, and for the background. */
  readonly plain: Database;
  readonly ledger: Ledger;
  readonly events: Pick<Events, 'appendMany'>;
  readonly log: Log;
  readonly clock: Clock;
  /** By which time transfers and sweeps are tried, and are over. Default the database's clock: several processes go on with each other's. */
  readonly now?: (queries: Queries) => Promise<Date>;
  readonly chains: readonly WalletChain[];
  /** The chain of the card program. */
  readonly cardChain: string;
  /** Those who sign. @throws Failure UNAVAILABLE while they are away */
  readonly signing: () => Coordinator;
  readonly creditDeposit: CreditDeposit;
  readonly cardHolding: CardHolding;
  readonly getClient: GetClient;
  /** Whether a transfer that is asked for is to fail on the chain, on purpose (sandbox). Default none is. */
  readonly failsNext?: (tx: Tx, company: CompanyId) => Promise<boolean>;
  /** How long a signed transfer can happen, once it was asked for. Default one hour. */
  readonly transferDeadlineMs?: number;
}
