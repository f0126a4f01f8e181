import { z } from 'zod';
import { notFound } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import type { Wallets } from '../../wallets/index.ts';
import { cursorOf, idText, pageSize, queryText } from '../fields.ts';
import { pageOf, pageSchema } from '../page.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { addressText } from '../wallets/fields.ts';
import { showWalletMovement, walletMovement } from '../wallets/movements.ts';

const access = { kind: 'operator' } as const;
const tag = 'Operator';

const suspendedDeposit = z.object({ company_id: z.string(), movement: walletMovement });

export interface SuspendedDepositDoors {
  readonly wallets: Pick<Wallets, 'deposits' | 'assets'> & {
    readonly movements: Pick<Wallets['movements'], 'get'>;
    readonly outgoing: Pick<Wallets['outgoing'], 'returnDeposit'>;
  };
}

/** What came in and is credited to nobody, and the two ways out of that. */
export function suspendedDepositRoutes({ wallets }: SuspendedDepositDoors): Route[] {
  return [
    route({
      method: 'GET',
      path: '/operator/suspended-deposits',
      operationId: 'listSuspendedDeposits',
      summary: 'List suspended deposits',
      description:
        'Deposits credited to nobody: below the minimum, in a token that funds no cards, on their way back (`returning`), or waiting until their token is proved (`unproved`, `halted`) or swept (`inexact`). Newest first.',
      tag,
      access,
      query: z.object({
        company_id: queryText().optional().describe('Only deposits of this company.'),
        cursor: cursorOf('movement'),
        size: pageSize(),
      }),
      answer: { status: 200, schema: pageSchema(suspendedDeposit) },
      async handle({ query: { company_id: company, cursor: before, size } }) {
        if (company !== undefined && !isId('company', company)) throw notFound('company');
        const found = await wallets.deposits.suspended(company, { before, size: size + 1 });
        return pageOf(found, size, (movement) => ({
          company_id: movement.company,
          movement: showWalletMovement(wallets.assets, movement),
        }));
      },
    }),
    route({
      method: 'POST',
      path: '/operator/suspended-deposits/{movementId}/credit',
      operationId: 'creditSuspendedDeposit',
      summary: 'Credit a deposit that was below the minimum',
      description:
        'Credits whoever it was sent to, with the event it would have caused. Also works for a deposit to a card that was `not_for_cards`, once its token is listed as funding cards.',
      tag,
      access,
      params: z.object({ movementId: idText('movement') }),
      body: z.object({ company_id: idText('company') }),
      answer: { status: 200, schema: walletMovement },
      failures: ['NOT_FOUND', 'VAL'],
      async handle({ caller, params, body }) {
        const { company_id: company } = body;
        const { movementId } = params;
        if (!isId('company', company)) throw notFound('company');
        const credited = await wallets.deposits.creditSuspended(company, movementId, caller.traceId);
        return showWalletMovement(wallets.assets, credited);
      },
    }),
    route({
      method: 'POST',
      path: '/operator/suspended-deposits/{movementId}/return',
      operationId: 'returnSuspendedDeposit',
      summary: 'Send a suspended deposit back',
      description:
        'For a deposit that was below the minimum, or that came to a card in a token that funds no cards. The amount is sent to `to_wallet_address`, signed and paid for like a withdrawal, and the deposit ends as FAILED, `returned`. Ask the sender for the address: a deposit from an exchange must not go back to the address it came from. No event is sent. Returns the movement that sends it; if that fails, the deposit waits as before.',
      tag,
      access,
      params: z.object({ movementId: idText('movement') }),
      body: z.object({ company_id: idText('company'), to_wallet_address: addressText }),
      answer: { status: 200, schema: walletMovement },
      failures: ['NOT_FOUND', 'VAL', 'UNAVAILABLE'],
      async handle({ caller: { traceId }, params, body }) {
        const { company_id: company, to_wallet_address: to } = body;
        if (!isId('company', company)) throw notFound('company');
        const { id } = await wallets.outgoing.returnDeposit(company, params.movementId, { to, traceId });
        return showWalletMovement(wallets.assets, await wallets.movements.get(company, id));
      },
    }),
  ];
}
