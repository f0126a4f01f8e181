import { z } from 'zod';
import { Failure } from '../../kernel/failures.ts';
import type { Wallets } from '../../wallets/index.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'company', level: 3, product: 'management' } as const;
const tag = 'Company';

/** What movements and transactions may say in `operation`. */
const operations: Readonly<Record<string, string>> = {
  AUTHORIZATION: 'A purchase on a card was authorized, and its amount is held.',
  CLEARING: 'A purchase on a card was booked.',
  REFUND: 'A merchant refunded money to a card.',
  REVERSAL: 'All or part of an authorization on a card was released.',
  DEPOSIT: 'Money came in on a wallet.',
  TRANSFER: 'Money was sent from a treasury wallet.',
  WITHDRAWAL: 'Money was sent out, by the company.',
  USER_WITHDRAWAL: 'Money was sent out from a virtual wallet, by its client.',
  OVERRIDE_VIRTUAL_BALANCE: 'The balance of a virtual wallet was set by hand.',
  RAMP_ON_TRANSFER: 'Money came in from a fiat ramp.',
  RAMP_OFF_TRANSFER: 'Money went out to a fiat ramp.',
};

const operation = z.object({ id: z.string(), description: z.string() });

export interface OperationDoors {
  readonly wallets: Pick<Wallets, 'chains'>;
}

/** The words of the platform, for programs that show them. */
export const operationRoutes = ({ wallets }: OperationDoors): Route[] => [
  route({
    method: 'GET',
    path: '/management/operations/list',
    operationId: 'listOperations',
    summary: 'List operation types',
    tag,
    access,
    answer: { status: 200, schema: z.array(operation) },
    handle: () =>
      Promise.resolve(Object.entries(operations).map(([id, description]) => ({ id, description }))),
  }),
  route({
    method: 'GET',
    path: '/management/operations/{operationId}',
    operationId: 'getOperation',
    summary: 'Get an operation type',
    tag,
    access,
    params: z.object({ operationId: z.string() }),
    answer: { status: 200, schema: operation },
    failures: ['VAL'],
    handle: ({ params: { operationId: id } }) => {
      const description = Object.hasOwn(operations, id) ? operations[id] : undefined;
      if (description === undefined)
        throw new Failure('VAL', 'There is no such operation type; see /management/operations/list.');
      return Promise.resolve({ id, description });
    },
  }),
  route({
    method: 'GET',
    path: '/management/blockchains/list',
    operationId: 'listBlockchains',
    summary: 'List blockchains',
    tag,
    access,
    answer: { status: 200, schema: z.array(z.string()).describe('Such as `POLYGON`.') },
    handle: () => Promise.resolve(wallets.chains.map(({ name }) => name)),
  }),
];
