import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { Panel } from '../../ui/surface.tsx';
import { Address } from '../wallets/address.tsx';
import { asMoved, useMovements } from '../wallets/moved.ts';
import { Movements } from '../wallets/movements.tsx';
import { SimulateDeposit } from '../wallets/simulate-deposit.tsx';
import { GiveAndTake } from './give.tsx';

/** Where a TOP_UP card takes deposits. */
export function CardDeposit({ cardId }: { readonly cardId: string }): JSX.Element {
  const query = useQuery({
    queryKey: ['card', cardId, 'top-up'],
    queryFn: () => api.getCardTopUp({ cardId }),
  });
  const deposits = useMovements<string | null>({
    queryKey: ['card', cardId, 'deposits'],
    first: null,
    async read(cursor) {
      const { data, next_cursor: next } = await api.listCardDeposits({
        cardId,
        size: 50,
        ...(cursor !== null && { cursor }),
      });
      return { rows: data.map(asMoved), next };
    },
  });
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Asked query={query}>
        {(wallets) =>
          wallets.map(({ address, blockchain, tokens }) => (
            <Panel
              key={address}
              title={`Top up on ${blockchain}`}
              actions={<SimulateDeposit to={{ card_id: cardId }} blockchain={blockchain} size="small" />}
            >
              <Address
                address={address}
                blockchain={blockchain}
                note={`Takes ${tokens.join(', ')}. A deposit is on the card when it is confirmed.`}
              />
            </Panel>
          ))
        }
      </Asked>
      <GiveAndTake cardId={cardId} />
      <div className="min-w-0 lg:col-span-2">
        <Movements query={deposits} title="Deposits" />
      </div>
    </div>
  );
}
