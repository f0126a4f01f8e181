import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { Badge } from '../../ui/status.tsx';
import { PageHead } from '../../ui/surface.tsx';
import { Address } from './address.tsx';
import { asMoved, useMovements } from './moved.ts';
import { Send } from './send.tsx';
import { Signers } from './signers.tsx';
import { SimulateDeposit } from './simulate-deposit.tsx';
import { WalletPanels } from './wallet-panels.tsx';

const page = getRouteApi('/wallets/treasury/$accountId/$walletId');

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
    refetchInterval: 5_000,
  });
  const movements = useMovements<number>({
    queryKey: ['wallets', 'treasury', path.walletId, 'movements'],
    first: 0,
    async read(number) {
      const answer = await api.searchTreasuryTransactions({
        wallet_ids: [path.walletId],
        operations: ['DEPOSIT', 'TRANSFER', 'WITHDRAWAL'],
        size: 50,
        page_number: number,
      });
      return { rows: answer.movements.map(asMoved), next: answer.next_page };
    },
  });
  const back = (
    <Link to="/wallets" search={{ tab: 'treasury' }} className={linkClass}>
      Treasury
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
                <Signers />
              </>
            }
          >
            {may('treasury', 2) && (
              <Send
                from={found.alias}
                blockchain={found.blockchain}
                balances={balances.data ?? []}
                send={({ to, amount, token }, options) =>
                  api.transferFromTreasury({ ...path, to, amount, token_address: token }, options)
                }
              />
            )}
          </PageHead>
          <WalletPanels
            title="Deposit"
            actions={
              <SimulateDeposit to={{ wallet_id: path.walletId }} blockchain={found.blockchain} size="small" />
            }
            address={<Address address={found.wallet_address} blockchain={found.blockchain} />}
            balances={balances}
            movements={movements}
          />
        </>
      )}
    </Asked>
  );
}
