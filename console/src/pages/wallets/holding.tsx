import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import { api, ApiError } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/form.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { Address } from './address.tsx';
import { Balances } from './balances.tsx';
import { MovementTable } from './movements.tsx';
import type { Moved } from './movements.tsx';
import { Send } from './send.tsx';

type Movement = Answer<'listVirtualWalletMovements'>['movements'][number];

/** A movement of a virtual or the holding wallet. */
export const asMoved = (movement: Movement): Moved => ({
  id: movement.id,
  at: movement.date,
  operation: movement.operation,
  status: movement.status,
  amount: movement.amount,
  symbol: movement.data.token.symbol,
  hash: movement.transaction_hash,
  from: movement.data.from_wallet_address,
  to: movement.data.to_wallet_address,
  reason: movement.data.reason,
  eventId: movement.operation_id,
});

/** Where the coins of all virtual wallets lie. */
export function Holding({ blockchains }: { readonly blockchains: readonly string[] }): JSX.Element {
  const may = useMay();
  const [chosen, setChosen] = useState('');
  const blockchain = chosen === '' ? (blockchains[0] ?? '') : chosen;
  const enabled = blockchain !== '';
  const wallet = useQuery({
    queryKey: ['wallets', 'holding', blockchain],
    queryFn: () => api.getHoldingWallet({ blockchain }),
    enabled,
  });
  const balances = useQuery({
    queryKey: ['wallets', 'holding', blockchain, 'balance'],
    queryFn: () => api.getHoldingWalletBalance({ blockchain }),
    enabled: wallet.data !== undefined,
  });
  const movements = useInfiniteQuery({
    queryKey: ['wallets', 'holding', blockchain, 'movements'],
    queryFn: ({ pageParam }) =>
      api.listHoldingWalletMovements({
        blockchain,
        size: 50,
        sort_order: 'DESC',
        ...(pageParam !== null && { paging_state_token: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.paging_state_token,
    enabled: wallet.data !== undefined,
  });
  const rows = movements.data?.pages.flatMap((page) => page.movements) ?? [];
  const isThere = !(wallet.error instanceof ApiError && wallet.error.code === 'NOT_FOUND');
  return (
    <div className="grid gap-4">
      <div className="flex items-center justify-between gap-3">
        <Select
          aria-label="Chain"
          className="w-auto!"
          value={blockchain}
          onChange={({ target }) => setChosen(target.value)}
        >
          {blockchains.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        {may('virtual_wallets', 2) && balances.data !== undefined && (
          <Send
            from="the holding"
            blockchain={blockchain}
            balances={balances.data}
            nativeToo={false}
            send={({ to, amount, token }, options) =>
              api.withdrawFromHolding(
                { blockchain, to_wallet_address: to, token_address: token ?? '', amount },
                options,
              )
            }
          />
        )}
      </div>
      {isThere ? (
        <>
          <div className="grid gap-4 lg:grid-cols-2">
            <Panel title="Address">
              <Asked query={wallet} waiting={<p className="waiting h-44" />}>
                {(found) => (
                  <Address
                    address={found.wallet_address}
                    blockchain={found.blockchain}
                    note="What comes into virtual wallets is swept here by itself."
                  />
                )}
              </Asked>
            </Panel>
            <Balances query={balances} />
          </div>
          <Panel title="Movements" flush>
            {movements.error !== null && (
              <Problem error={movements.error} again={() => void movements.refetch()} />
            )}
            {movements.isPending && movements.error === null && <Waiting rows={3} />}
            {movements.data !== undefined && <MovementTable rows={rows.map(asMoved)} />}
            {movements.hasNextPage && (
              <div className="border-line border-t p-3 text-center">
                <Button
                  size="small"
                  busy={movements.isFetchingNextPage}
                  onClick={() => void movements.fetchNextPage()}
                >
                  Show more
                </Button>
              </div>
            )}
          </Panel>
        </>
      ) : (
        <Panel>
          <Empty title={`There is no holding on ${blockchain} yet`} icon={<WalletIcon />}>
            It is made with the first virtual wallet there.
          </Empty>
        </Panel>
      )}
    </div>
  );
}
