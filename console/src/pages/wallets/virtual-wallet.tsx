import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, linkClass } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { PageHead } from '../../ui/surface.tsx';
import { Address } from './address.tsx';
import { pageOf, useMovements } from './moved.ts';
import { Send } from './send.tsx';
import { SimulateDeposit } from './simulate-deposit.tsx';
import { WalletPanels } from './wallet-panels.tsx';

const page = getRouteApi('/wallets/virtual/$walletId');

export function VirtualWalletPage(): JSX.Element {
  const { walletId } = page.useParams();
  const may = useMay();
  const operates = may('virtual_wallets', 2);
  const wallet = useQuery({
    queryKey: ['wallets', 'virtual', walletId],
    queryFn: () => api.getVirtualWallet({ walletId }),
  });
  const balances = useQuery({
    queryKey: ['wallets', 'virtual', walletId, 'balance'],
    queryFn: () => api.getVirtualWalletBalance({ walletId }),
    refetchInterval: 5_000,
  });
  const movements = useMovements<string | null>({
    queryKey: ['wallets', 'virtual', walletId, 'movements'],
    first: null,
    read: async (after) =>
      pageOf(
        await api.listVirtualWalletMovements({
          walletId,
          size: 50,
          sort_order: 'DESC',
          ...(after !== null && { paging_state_token: after }),
        }),
      ),
    enabled: operates,
  });
  const enable = useAction({
    run: (enabled: boolean, options) => api.enableVirtualWallet({ walletId, enabled }, options),
    done: ({ enabled }) => (enabled ? 'The wallet is enabled' : 'The wallet is disabled'),
    failed: 'The wallet could not be changed',
    touches: ['wallets'],
  });
  const back = (
    <Link to="/wallets" search={{ tab: 'virtual' }} className={linkClass}>
      Virtual wallets
    </Link>
  );
  return (
    <Asked query={wallet} page={{ title: 'Wallet', back }}>
      {(found) => (
        <>
          <PageHead
            above={back}
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
            {operates && (
              <>
                <Button busy={enable.isPending} onClick={() => enable.mutate(!found.enabled)}>
                  {found.enabled ? 'Disable' : 'Enable'}
                </Button>
                <Send
                  from={found.alias}
                  blockchain={found.blockchain}
                  balances={balances.data ?? []}
                  send={({ to, amount, token }, options) =>
                    api.withdrawFromVirtualWallet(
                      { walletId, to_wallet_address: to, token_address: token, amount },
                      options,
                    )
                  }
                />
              </>
            )}
          </PageHead>
          <WalletPanels
            title="Deposit"
            actions={
              <SimulateDeposit to={{ wallet_id: walletId }} blockchain={found.blockchain} size="small" />
            }
            address={<Address address={found.wallet_address} blockchain={found.blockchain} />}
            balances={balances}
            movements={operates ? movements : undefined}
          />
        </>
      )}
    </Asked>
  );
}
