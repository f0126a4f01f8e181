import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { Empty, PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import type { Tab } from '../../ui/tabs.tsx';
import { Holding } from './holding.tsx';
import { Signers } from './signers.tsx';
import { Treasury } from './treasury.tsx';
import { VirtualWallets } from './virtual-wallets.tsx';

const page = getRouteApi('/wallets');

export function Wallets(): JSX.Element {
  const may = useMay();
  const { tab } = page.useSearch();
  const navigate = page.useNavigate();
  const virtual = may('virtual_wallets');
  const chains = useQuery({
    queryKey: ['wallets', 'chains', virtual],
    queryFn: async () =>
      virtual
        ? await api.listVirtualWalletBlockchains()
        : [...new Set((await api.listTokens()).map(({ blockchain }) => blockchain))],
    staleTime: Infinity,
  });
  const tabOf = (
    value: string,
    label: string,
    Content: (props: { readonly blockchains: readonly string[] }) => JSX.Element,
  ): Tab => ({
    value,
    label,
    content: () => (
      <Asked
        query={chains}
        waiting={
          <Panel flush title={<span className="waiting block h-5 w-28" />}>
            <Waiting />
          </Panel>
        }
      >
        {(blockchains) => <Content blockchains={blockchains} />}
      </Asked>
    ),
  });
  const tabs: readonly Tab[] = [
    ...(may('treasury') ? [tabOf('treasury', 'Treasury', Treasury)] : []),
    ...(virtual
      ? [tabOf('virtual', 'Virtual wallets', VirtualWallets), tabOf('holding', 'Holding', Holding)]
      : []),
  ];
  return (
    <>
      <PageHead
        title={
          <>
            Wallets
            <Signers />
          </>
        }
        about="Treasury: your own money, signed by two of three signers. Virtual: what you owe your clients. Holding: where their coins lie."
      />
      {tabs.length === 0 ? (
        <Panel>
          <Empty title="Your key shows no wallets" icon={<WalletIcon />}>
            It is for neither treasury nor virtual wallets. Sign in with one that is.
          </Empty>
        </Panel>
      ) : (
        <Tabs
          label="Kinds of wallets"
          tabs={tabs}
          value={tabs.some(({ value }) => value === tab) ? (tab ?? '') : (tabs[0]?.value ?? '')}
          onChange={(value) => void navigate({ search: { tab: value }, replace: true })}
        />
      )}
    </>
  );
}
