import type { Outgoing, Wallets } from '../../wallets/index.ts';
import type { Route } from '../route.ts';
import { signingRoute } from '../wallets/signing.ts';
import { holdingRoutes } from './holding.ts';
import { virtualMoneyRoutes } from './money.ts';
import { virtualWalletRoutes } from './wallets.ts';

export interface VirtualWalletDoors {
  readonly wallets: Pick<Wallets, 'virtual' | 'movements' | 'assets' | 'chains' | 'operator'> & {
    readonly outgoing: Pick<Outgoing, 'withdrawVirtual' | 'withdrawHolding' | 'setVirtualBalance'>;
  };
}

/** Wallets of a company's clients, and the holding wallet behind them. */
export const virtualWalletsRoutes = (doors: VirtualWalletDoors): Route[] => [
  ...virtualWalletRoutes(doors),
  ...holdingRoutes(doors),
  ...virtualMoneyRoutes(doors),
  signingRoute(
    {
      path: '/virtual-wallets/signers',
      operationId: 'getVirtualWalletSigningAvailability',
      tag: 'Virtual wallets',
      product: 'virtual_wallets',
    },
    doors.wallets.operator.keys,
  ),
];
