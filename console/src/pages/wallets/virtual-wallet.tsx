import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, linkClass } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { Address } from './address.tsx';
import { Balances } from './balances.tsx';
import { asMoved } from './holding.tsx';
import { MovementTable } from './movements.tsx';
import { Send } from './send.tsx';
import { SimulateDeposit } from './simulate-deposit.tsx';

const page = getRouteApi('/wallets/virtual/$walletId');

export function VirtualWalletPage(): JSX.Element {
  const { walletId } = page.useParams();
  const may = useMay();
  const wallet = useQuery({
    queryKey: ['wallets', 'virtual', walletId],
    queryFn: () => api.getVirtualWallet({ walletId }),
  });
  const balances = useQuery({
    queryKey: ['wallets', 'virtual', walletId, 'balance'],
    queryFn: () => api.getVirtualWalletBalance({ walletId }),
  });
  const movements = useInfiniteQuery({
    queryKey: ['wallets', 'virtual', walletId, 'movements'],
    queryFn: ({ pageParam }) =>
      api.listVirtualWalletMovements({
        walletId,
        size: 50,
        sort_order: 'DESC',
        ...(pageParam !== null && { paging_state_token: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.paging_state_token,
    refetchInterval: 2_000,
    enabled: may('virtual_wallets', 2),
  });
  const enable = useAction({
    run: (enabled: boolean, options) => api.enableVirtualWallet({ walletId, enabled }, options),
    done: ({ enabled }) => (enabled ? 'The wallet is enabled' : 'The wallet is disabled'),
    failed: 'The wallet could not be changed',
    touches: ['wallets'],
  });
  const rows = movements.data?.pages.flatMap((one) => one.movements) ?? [];
  return (
    <Asked query={wallet} page="Wallet">
      {(found) => (
        <>
          <PageHead
            above={
              <Link to="/wallets" search={{ tab: 'virtual' }} className={linkClass}>
                Virtual wallets
              </Link>
            }
            title={
              <>
                {found.alias}
                <Badge>{found.blockchain}</Badge>
                <Status state={found.enabled ? 'enabled' : 'disabled'} />
              </>
            }
            about={
              found.client_id === null ? (
                'Tied to no client'
              ) : (
                <>
                  Of the client <Id value={found.client_id} />
                </>
              )
            }
          >
            {may('virtual_wallets', 2) && (
              <>
                <Button busy={enable.isPending} onClick={() => enable.mutate(!found.enabled)}>
                  {found.enabled ? 'Disable' : 'Enable'}
                </Button>
                {balances.data !== undefined && (
                  <Send
                    from={found.alias}
                    blockchain={found.blockchain}
                    balances={balances.data}
                    nativeToo={false}
                    send={({ to, amount, token }, options) =>
                      api.withdrawFromVirtualWallet(
                        { walletId, to_wallet_address: to, token_address: token ?? '', amount },
                        options,
                      )
                    }
                  />
                )}
              </>
            )}
          </PageHead>
          <div className="grid gap-4">
            <div className="grid gap-4 lg:grid-cols-2">
              <Panel
                title="Deposit"
                actions={
                  <SimulateDeposit to={{ wallet_id: walletId }} blockchain={found.blockchain} size="small" />
                }
              >
                <Address address={found.wallet_address} blockchain={found.blockchain} />
              </Panel>
              <Balances query={balances} />
            </div>
            {may('virtual_wallets', 2) && (
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
            )}
          </div>
        </>
      )}
    </Asked>
  );
}
