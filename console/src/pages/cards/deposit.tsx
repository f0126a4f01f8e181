import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { Panel } from '../../ui/surface.tsx';
import { Address } from '../wallets/address.tsx';
import { SimulateDeposit } from '../wallets/simulate-deposit.tsx';
import { EventsOf } from './events-of.tsx';
import { GiveAndTake } from './give.tsx';

/** Where a TOP_UP card takes deposits. */
export function CardDeposit({ cardId }: { readonly cardId: string }): JSX.Element {
  const may = useMay();
  const query = useQuery({
    queryKey: ['card', cardId, 'top-up'],
    queryFn: () => api.getCardTopUp({ cardId }),
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
      {may('webhooks') && <EventsOf subject={cardId} title="Deposits" type="CARDS.DEPOSIT" />}
    </div>
  );
}
