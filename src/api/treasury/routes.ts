import type { Outgoing, Wallets } from '../../wallets/index.ts';
import type { Route } from '../route.ts';
import { signingRoute } from '../wallets/signing.ts';
import { accountRoutes } from './accounts.ts';
import { treasurySearchRoutes } from './search.ts';
import { tokenRoutes } from './tokens.ts';
import { treasuryWalletRoutes } from './wallets.ts';

export interface TreasuryDoors {
  readonly wallets: Pick<Wallets, 'treasury' | 'movements' | 'assets' | 'chains' | 'operator'> & {
    readonly outgoing: Pick<Outgoing, 'transfer'>;
  };
}

/** Wallets of the company's own, whose keys nobody has. */
export const treasuryRoutes = (doors: TreasuryDoors): Route[] => [
  ...accountRoutes(doors),
  ...treasuryWalletRoutes(doors),
  ...treasurySearchRoutes(doors),
  ...tokenRoutes(doors),
  signingRoute(
    { path: '/mpc/signers', operationId: 'getSigningAvailability', tag: 'Treasury', product: 'treasury' },
    doors.wallets.operator.keys,
  ),
];
