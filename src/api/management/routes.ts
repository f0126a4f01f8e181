import type { Route } from '../route.ts';
import { auditRoutes } from './audit.ts';
import { clientRoutes } from './clients.ts';
import type { ClientDoors } from './clients.ts';
import { companyRoutes } from './company.ts';
import type { CompanyDoors } from './company.ts';
import { contractRoutes } from './contract.ts';
import type { ContractDoors } from './contract.ts';
import { keyRoutes } from './keys.ts';
import { operationRoutes } from './operations.ts';
import type { OperationDoors } from './operations.ts';

export type ManagementDoors = CompanyDoors & ContractDoors & ClientDoors & OperationDoors;

/** What a company administers of itself. */
export const managementRoutes = (doors: ManagementDoors): Route[] => [
  ...companyRoutes(doors),
  ...contractRoutes(doors),
  ...clientRoutes(doors),
  ...keyRoutes(doors),
  ...auditRoutes(doors),
  ...operationRoutes(doors),
];
