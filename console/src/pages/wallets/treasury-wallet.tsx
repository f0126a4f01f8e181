import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, linkClass } from '../../ui/button.tsx';
import { Badge } from '../../ui/status.tsx';
import { PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Address } from './address.tsx';
import { Balances } from './balances.tsx';
import { MovementTable } from './movements.tsx';
import type { Moved } from './movements.tsx';
import { Send } from './send.tsx';
import { SimulateDeposit } from './simulate-deposit.tsx';

const page = getRouteApi('/wallets/treasury/$accountId/$walletId');
type Movement = Answer<'searchTreasuryTransactions'>['movements'][number];

const asMoved = (movement: Movement): Moved => ({
  id: movement.id,
  at: movement.datetime,
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

export function TreasuryWalletPage(): JSX.Element {
  const path = page.useParams();
  const may = useMay();
  const wallet = useQuery({
    queryKey: ['wallets', 'treasury', path.walletId],
    queryFn: () => api.getTreasuryWallet(path),
  });
  const balances = useQuery({
    queryKey: ['wallets', 'treasury', path.walletId, 'balance'],
    queryFn: () => api.getTreasuryWalletBalance(path),
  });
  const movements = useInfiniteQuery({
    queryKey: ['wallets', 'treasury', path.walletId, 'movements'],
    queryFn: ({ pageParam }) =>
      api.searchTreasuryTransactions({
        wallet_ids: [path.walletId],
        operations: ['DEPOSIT', 'TRANSFER', 'WITHDRAWAL'],
        size: 50,
        page_number: pageParam,
      }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next_page,
    refetchInterval: 2_000,
  });
  const rows = movements.data?.pages.flatMap(({ movements: found }) => found) ?? [];
  return (
    <Asked query={wallet} page="Wallet">
      {(found) => (
        <>
          <PageHead
            above={
              <Link to="/wallets" search={{ tab: 'treasury' }} className={linkClass}>
                Treasury
              </Link>
            }
            title={
              <>
                {found.alias}
                <Badge>{found.blockchain}</Badge>
              </>
            }
          >
            {may('treasury', 2) && balances.data !== undefined && (
              <Send
                from={found.alias}
                blockchain={found.blockchain}
                balances={balances.data}
                nativeToo
                send={({ to, amount, token }, options) =>
                  api.transferFromTreasury({ ...path, to, amount, token_address: token }, options)
                }
              />
            )}
          </PageHead>
          <div className="grid gap-4">
            <div className="grid gap-4 lg:grid-cols-2">
              <Panel
                title="Deposit"
                actions={
                  <SimulateDeposit
                    to={{ wallet_id: path.walletId }}
                    blockchain={found.blockchain}
                    size="small"
                  />
                }
              >
                <Address address={found.wallet_address} blockchain={found.blockchain} />
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
          </div>
        </>
      )}
    </Asked>
  );
}
