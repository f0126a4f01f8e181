import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { PageHead } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import type { Tab } from '../../ui/tabs.tsx';
import { Holding } from './holding.tsx';
import { Treasury } from './treasury.tsx';
import { VirtualWallets } from './virtual-wallets.tsx';

const page = getRouteApi('/wallets');

export function Wallets(): JSX.Element {
  const may = useMay();
  const { tab } = page.useSearch();
  const navigate = page.useNavigate();
  const virtual = may('virtual_wallets');
  const blockchains =
    useQuery({
      queryKey: ['wallets', 'blockchains'],
      queryFn: () => api.listVirtualWalletBlockchains(),
      staleTime: Infinity,
      enabled: virtual,
    }).data ?? [];
  const tokens = useQuery({
    queryKey: ['wallets', 'tokens'],
    queryFn: () => api.listTokens(),
    staleTime: Infinity,
    enabled: may('treasury') && !virtual,
  }).data;
  const chains = virtual ? blockchains : [...new Set(tokens?.map(({ blockchain }) => blockchain))];
  const tabs: readonly Tab[] = [
    ...(may('treasury')
      ? [{ value: 'treasury', label: 'Treasury', content: () => <Treasury blockchains={chains} /> }]
      : []),
    ...(virtual
      ? [
          {
            value: 'virtual',
            label: 'Virtual wallets',
            content: () => <VirtualWallets blockchains={chains} />,
          },
          { value: 'holding', label: 'Holding', content: () => <Holding blockchains={chains} /> },
        ]
      : []),
  ];
  return (
    <>
      <PageHead
        title="Wallets"
        about="Treasury: your own money, signed by two of three signers. Virtual: what you owe your clients. Holding: where their coins lie."
      />
      <Tabs
        label="Kinds of wallets"
        tabs={tabs}
        value={tabs.some(({ value }) => value === tab) ? (tab ?? '') : (tabs[0]?.value ?? '')}
        onChange={(value) => void navigate({ search: { tab: value }, replace: true })}
      />
    </>
  );
}
