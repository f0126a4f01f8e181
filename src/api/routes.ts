import type { Companies } from '../companies/index.ts';
import type { Wallets } from '../wallets/index.ts';
import { cardProgramRoutes, cardWalletRoutes } from './cards/routes.ts';
import type { CardWalletDoors } from './cards/routes.ts';
import { consoleRoutes } from './console/routes.ts';
import type { ConsoleDoors } from './console/routes.ts';
import { documentationRoutes } from './docs/routes.ts';
import { metricsRoutes } from './health/metrics.ts';
import { healthRoutes } from './health/routes.ts';
import { managementRoutes } from './management/routes.ts';
import type { ManagementDoors } from './management/routes.ts';
import { chainRoutes } from './operator/chains.ts';
import { haltedTokenRoutes } from './operator/halted-tokens.ts';
import { operatorRoutes } from './operator/companies.ts';
import { signerRoutes } from './operator/signers.ts';
import { suspendedDepositRoutes } from './operator/suspended-deposits.ts';
import type { SuspendedDepositDoors } from './operator/suspended-deposits.ts';
import type { Route } from './route.ts';
import { simulateRoutes } from './simulate/routes.ts';
import { transactionRoutes } from './transactions/routes.ts';
import { treasuryRoutes } from './treasury/routes.ts';
import type { TreasuryDoors } from './treasury/routes.ts';
import { virtualWalletsRoutes } from './virtual-wallets/routes.ts';
import type { VirtualWalletDoors } from './virtual-wallets/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import type { WebhookDoors } from './webhooks/routes.ts';

/** The doors that the routes need. */
export type RouteDoors = Parameters<typeof cardProgramRoutes>[0] &
  Parameters<typeof transactionRoutes>[0] &
  Parameters<typeof simulateRoutes>[0] &
  CardWalletDoors &
  TreasuryDoors &
  VirtualWalletDoors &
  WebhookDoors &
  ManagementDoors &
  Parameters<typeof metricsRoutes>[0] &
  ConsoleDoors &
  SuspendedDepositDoors & {
    readonly wallets: Pick<Wallets, 'operator' | 'deposits' | 'assets'>;
    readonly companies: Companies;
    /** Whether this process can do its work now. */
    readonly isReady: () => Promise<boolean>;
  };

/** What every process answers about itself, also one that answers nothing else. */
export const processRoutes = (
  doors: Parameters<typeof healthRoutes>[0] & Parameters<typeof metricsRoutes>[0],
): Route[] => [...healthRoutes(doors), ...metricsRoutes(doors)];

/** Every route of the platform, in the order in which the documentation shows them. */
export function allRoutes(doors: RouteDoors): Route[] {
  const routes: Route[] = [
    ...cardProgramRoutes(doors),
    ...cardWalletRoutes(doors),
    ...transactionRoutes(doors),
    ...treasuryRoutes(doors),
    ...virtualWalletsRoutes(doors),
    ...webhookRoutes(doors),
    ...simulateRoutes(doors),
    ...managementRoutes(doors),
    ...operatorRoutes(doors),
    ...chainRoutes(doors),
    ...suspendedDepositRoutes(doors),
    ...haltedTokenRoutes(doors),
    ...signerRoutes(doors),
    ...consoleRoutes(doors),
    ...processRoutes(doors),
  ];
  routes.push(...documentationRoutes(() => routes));
  return routes;
}
