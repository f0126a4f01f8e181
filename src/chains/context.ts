import type { Clock } from '../platform/clock.ts';
import type { Database, Queries } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Tracing } from './watching/coins.ts';
import type { Lag } from './watching/lag.ts';
import type { Nodes } from './nodes.ts';
import type { ListedChain, Token } from './token.ts';
import type { Listeners } from './types.ts';

/** What all steps on one chain share. */
export interface ChainContext extends ListedChain {
  /** The tokens that are or ever were listed: what was seen of one that no longer is keeps its meaning. */
  readonly everListed: readonly Token[];
  /** A transfer counts with this many blocks, its own included. */
  readonly confirmations: number;
  /** So many blocks are remembered, and a reorganisation of that depth is followed. */
  readonly window: number;
  /** At most this many blocks are read at once. */
  readonly maxRange: number;
  /** How native coin is found: in traces, by balances, or not at all. */
  readonly coins: Tracing | 'balances' | 'off';
  /** Where to begin on a chain never read before; default the newest block less the window. */
  readonly startBlock: bigint | undefined;
  readonly nodes: Nodes;
  /** How far we are behind the nodes. */
  readonly lag: Lag;
  readonly database: Database;
  readonly log: Log;
  /** For what this process remembers by itself. */
  readonly clock: Clock;
  /** By which time what other processes may do as well is due. */
  readonly now: (queries: Queries) => Promise<Date>;
  readonly listeners: Listeners;
}

/** The newest block that has its confirmations, when `cursor` is the newest that was read. Below zero: none yet. */
export const confirmedBlock = (context: ChainContext, cursor: { readonly number: bigint }): bigint =>
  cursor.number - BigInt(context.confirmations) + 1n;
