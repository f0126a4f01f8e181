import { z } from 'zod';
import type { Cards } from '../../cards/index.ts';
import type { Companies, Contract } from '../../companies/index.ts';
import type { Wallets } from '../../wallets/index.ts';
import { actorOf } from '../actor.ts';
import { pathId } from '../fields.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'company', level: 3, product: 'management' } as const;
const tag = 'Company';

const limit = z.int().min(0).max(2_147_483_647).nullable().describe('Null means no limit.');
const contract = z.object({ treasury_wallets: limit, virtual_wallets: limit, virtual_cards: limit });
const use = z.object({ contracted: limit, used: z.int() });
const used = z.object({ treasury_wallets: use, virtual_wallets: use, virtual_cards: use });

const show = (it: Contract): z.input<typeof contract> => ({
  treasury_wallets: it.treasuryWallets,
  virtual_wallets: it.virtualWallets,
  virtual_cards: it.virtualCards,
});

export interface ContractDoors {
  readonly companies: Companies;
  readonly cards: Pick<Cards, 'count'>;
  readonly wallets: Pick<Wallets, 'count'>;
}

/** What a company's contract allows it to have, and what it has. */
export function contractRoutes({ companies, cards, wallets }: ContractDoors): Route[] {
  return [
    route({
      method: 'GET',
      path: '/management/contracted-product',
      operationId: 'getContractedProduct',
      summary: 'Get the limits of your contract',
      tag,
      access,
      answer: { status: 200, schema: contract },
      handle: async ({ caller }) => show(await companies.contract(caller.company)),
    }),
    route({
      method: 'GET',
      path: '/management/contracted-product/used',
      operationId: 'getContractedProductUsed',
      summary: 'Get the usage of your contract',
      tag,
      access,
      answer: { status: 200, schema: used },
      handle: async ({ caller: { company } }) => {
        const [allowed, counts, virtualCards] = await Promise.all([
          companies.contract(company),
          wallets.count(company),
          cards.count(company),
        ]);
        return {
          treasury_wallets: { contracted: allowed.treasuryWallets, used: counts.treasury },
          virtual_wallets: { contracted: allowed.virtualWallets, used: counts.virtual },
          virtual_cards: { contracted: allowed.virtualCards, used: virtualCards },
        };
      },
    }),
    route({
      method: 'PUT',
      path: '/operator/companies/{companyId}/contracted-product',
      operationId: 'setContractedProduct',
      summary: "Set the limits of a company's contract",
      tag: 'Operator',
      access: { kind: 'operator' },
      audit: 'own',
      params: z.object({ companyId: pathId('company') }),
      body: contract,
      answer: { status: 200, schema: contract },
      handle: async ({ caller, params, body }) => {
        const to = {
          treasuryWallets: body.treasury_wallets,
          virtualWallets: body.virtual_wallets,
          virtualCards: body.virtual_cards,
        };
        return show(await companies.changeContract(params.companyId, to, actorOf(caller)));
      },
    }),
  ];
}
