import type { Address } from 'viem';
import type { Cards } from '../../cards/index.ts';
import type { Sandbox } from '../../chains/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { WalletMovement, Wallets } from '../../wallets/index.ts';
import { playDeposit } from './deposit.ts';
import { playReorganisation } from './reorganisation.ts';

/** What the chain is played on. */
export interface ChainDoors {
  readonly cards: Pick<Cards, 'get'>;
  readonly wallets: Pick<Wallets, 'get' | 'assets' | 'cards' | 'deposits'>;
  /** The sandbox's chain with its faucet. @throws Failure UNAVAILABLE */
  readonly sandbox: () => Pick<Sandbox, 'chain' | 'deposit' | 'reorganiseAsRead'>;
}

/** Somebody's transfer to an address of the company. */
export interface PlayedDeposit {
  readonly company: Id<'company'>;
  /** To one of these; an address is one of the company's own. */
  readonly to: { readonly wallet: string } | { readonly card: string } | { readonly address: string };
  /** A symbol or an address; default the first listed token. */
  readonly token: string | undefined;
  /** Decimal text, in whole tokens. */
  readonly amount: string;
}

export interface ChainSimulator {
  /**
   * A real transfer on the local chain; answers what became of it once the platform has seen it.
   *
   * @throws Failure NOT_FOUND, VALIDATION_ERROR, VAL, UNAVAILABLE
   */
  deposit(played: PlayedDeposit): Promise<WalletMovement>;
  /**
   * Another branch of the last `depth` blocks (default: as deep as the company's newest deposit), without the company's own
   * deposits in them; all else is mined again. Answers the deposits that have left the chain.
   *
   * @throws Failure VALIDATION_ERROR, VAL, UNAVAILABLE
   */
  reorganise(
    company: Id<'company'>,
    depth: number | undefined,
  ): Promise<{ readonly depth: number; readonly movements: readonly WalletMovement[] }>;
}

export type Recipient = { readonly chain: string; readonly address: Address };

export const createChainSimulator = (doors: ChainDoors): ChainSimulator => ({
  deposit: (played) => playDeposit(doors, played),
  reorganise: (company, depth) => playReorganisation(doors, company, depth),
});
