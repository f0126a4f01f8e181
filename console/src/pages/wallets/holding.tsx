import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import { api, ApiError } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { Empty, Panel } from '../../ui/surface.tsx';
import { Address } from './address.tsx';
import { ChainSelect } from './chain.tsx';
import { pageOf, useMovements } from './moved.ts';
import { Send } from './send.tsx';
import { WalletPanels } from './wallet-panels.tsx';

/** Where the coins of all virtual wallets lie. */
export function Holding({ blockchains }: { readonly blockchains: readonly string[] }): JSX.Element {
  const may = useMay();
  const operates = may('virtual_wallets', 2);
  const [chosen, setChosen] = useState('');
  const blockchain = chosen === '' ? (blockchains[0] ?? '') : chosen;
  const wallet = useQuery({
    queryKey: ['wallets', 'holding', blockchain],
    queryFn: () => api.getHoldingWallet({ blockchain }),
    enabled: blockchain !== '',
  });
  const isThere = wallet.data !== undefined;
  const balances = useQuery({
    queryKey: ['wallets', 'holding', blockchain, 'balance'],
    queryFn: () => api.getHoldingWalletBalance({ blockchain }),
    enabled: isThere,
    refetchInterval: 5_000,
  });
  const movements = useMovements<string | null>({
    queryKey: ['wallets', 'holding', blockchain, 'movements'],
    first: null,
    read: async (after) =>
      pageOf(
        await api.listHoldingWalletMovements({
          blockchain,
          size: 50,
          sort_order: 'DESC',
          ...(after !== null && { paging_state_token: after }),
        }),
      ),
    enabled: isThere && operates,
  });
  const isNotYet = wallet.error instanceof ApiError && wallet.error.code === 'NOT_FOUND';
  return (
    <div className="grid gap-4">
      <div className="flex items-center justify-between gap-3">
        <ChainSelect blockchains={blockchains} value={blockchain} onChange={setChosen} />
        {operates && balances.data !== undefined && (
          <Send
            from="the holding"
            blockchain={blockchain}
            balances={balances.data}
            send={({ to, amount, token }, options) =>
              api.withdrawFromHolding(
                { blockchain, to_wallet_address: to, token_address: token, amount },
                options,
              )
            }
          />
        )}
      </div>
      {isNotYet ? (
        <Panel>
          <Empty title={`There is no holding on ${blockchain} yet`} icon={<WalletIcon />}>
            It is made with the first virtual wallet there.
          </Empty>
        </Panel>
      ) : (
        <WalletPanels
          title="Address"
          address={
            <Asked query={wallet} waiting={<p className="waiting h-44" />}>
              {(found) => (
                <Address
                  address={found.wallet_address}
                  blockchain={found.blockchain}
                  note="What comes into virtual wallets is swept here by itself."
                />
              )}
            </Asked>
          }
          balances={balances}
          movements={operates ? movements : undefined}
          hint="What is sent from the holding appears here; what came in stands with each virtual wallet."
        />
      )}
    </div>
  );
}
