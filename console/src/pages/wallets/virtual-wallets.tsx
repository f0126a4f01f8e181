import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { Id } from '../../ui/copy.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { rowLinkClass, VirtualTable } from '../../ui/virtual-table.tsx';
import { Balances } from './balances.tsx';
import { ChainSelect } from './chain.tsx';
import { NewWallet } from './new-wallet.tsx';

/** What the company owes its clients, wallet by wallet. */
export function VirtualWallets({ blockchains }: { readonly blockchains: readonly string[] }): JSX.Element {
  const may = useMay();
  const [chosen, setChosen] = useState('');
  const blockchain = chosen === '' ? (blockchains[0] ?? '') : chosen;
  const isKnown = blockchain !== '';
  const wallets = useQuery({
    queryKey: ['wallets', 'virtual', 'of', blockchain],
    queryFn: () => api.listVirtualWallets({ blockchain }),
    enabled: isKnown,
  });
  const balances = useQuery({
    queryKey: ['wallets', 'virtual', 'sum', blockchain],
    queryFn: () => api.getVirtualBalances({ blockchain }),
    enabled: isKnown,
  });
  const create = may('virtual_wallets', 2) && (
    <NewWallet
      button="Create a wallet"
      look="primary"
      title="Create a virtual wallet"
      placeholder="Ada"
      blockchains={blockchains}
      blockchain={blockchain}
      create={(wish, options) => api.createVirtualWallet(wish, options)}
      done="The wallet was created"
    />
  );
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Panel
        flush
        title={<ChainSelect blockchains={blockchains} value={blockchain} onChange={setChosen} />}
        actions={create}
      >
        <Asked query={wallets} waiting={<Waiting />}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty
                title={`There is no virtual wallet on ${blockchain} yet`}
                icon={<WalletIcon />}
                action={create}
              >
                A virtual wallet gives a client an address; what comes in is theirs in your books, and lies in
                your holding.
              </Empty>
            ) : (
              <VirtualTable
                label="Virtual wallets"
                template="grid-cols-[minmax(0,1fr)_5.5rem] md:grid-cols-[minmax(10rem,1.5fr)_6.5rem_minmax(9rem,1fr)_minmax(9rem,1fr)]"
                rows={rows}
                rowKey={({ id }) => id}
                columns={[
                  {
                    name: 'Wallet',
                    cell: ({ id, alias }) => (
                      <Link
                        to="/wallets/virtual/$walletId"
                        params={{ walletId: id }}
                        preload={false}
                        className={rowLinkClass}
                      >
                        {alias}
                      </Link>
                    ),
                  },
                  {
                    name: 'State',
                    cell: ({ enabled }) => <Status state={enabled ? 'enabled' : 'disabled'} />,
                  },
                  {
                    name: 'Client',
                    spare: true,
                    cell: ({ client_id: client }) =>
                      client === null ? (
                        <span className="text-soft">none</span>
                      ) : (
                        <Id value={client} copy={false} />
                      ),
                  },
                  {
                    name: 'Address',
                    spare: true,
                    cell: ({ wallet_address: address }) => <Id value={address} copy={false} />,
                  },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
      {/* Where all stands in one column, what has a known height comes first, so that nothing moves when the wallets arrive. */}
      <div className="self-start max-lg:order-first">
        <Balances query={balances} title="Owed to clients in all" />
      </div>
    </div>
  );
}
