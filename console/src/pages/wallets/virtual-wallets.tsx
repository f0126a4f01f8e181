import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Input } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, Select, TextInput } from '../../ui/form.tsx';
import { PlusIcon, WalletIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { rowLinkClass, VirtualTable } from '../../ui/virtual-table.tsx';
import { Balances } from './balances.tsx';
import { Chain } from './treasury.tsx';

/** What the company owes its clients, wallet by wallet. */
export function VirtualWallets({ blockchains }: { readonly blockchains: readonly string[] }): JSX.Element {
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
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Panel
        flush
        title={
          <Select
            aria-label="Chain"
            className="h-8! w-auto!"
            value={blockchain}
            onChange={({ target }) => setChosen(target.value)}
          >
            {blockchains.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        }
        actions={<NewWallet blockchains={blockchains} blockchain={blockchain} />}
      >
        <Asked query={wallets} waiting={<Waiting />}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty
                title={`There is no virtual wallet on ${blockchain} yet`}
                icon={<WalletIcon />}
                action={<NewWallet blockchains={blockchains} blockchain={blockchain} />}
              >
                A virtual wallet gives a client an address; what comes in is theirs in your books, and lies in
                your holding.
              </Empty>
            ) : (
              <VirtualTable
                label="Virtual wallets"
                template="grid-cols-[minmax(10rem,1.5fr)_6.5rem_minmax(9rem,1fr)_minmax(9rem,1fr)]"
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
                    cell: ({ client_id: client }) =>
                      client === null ? (
                        <span className="text-soft">none</span>
                      ) : (
                        <Id value={client} copy={false} />
                      ),
                  },
                  {
                    name: 'Address',
                    cell: ({ wallet_address: address }) => <Id value={address} copy={false} />,
                  },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
      <div className="self-start">
        <Balances query={balances} title="Owed to clients in all" />
      </div>
    </div>
  );
}

function NewWallet({
  blockchains,
  blockchain: first,
}: {
  readonly blockchains: readonly string[];
  readonly blockchain: string;
}): JSX.Element | null {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [alias, setAlias] = useState('');
  const [chosen, setChosen] = useState('');
  const blockchain = chosen === '' ? first : chosen;
  const create = useAction({
    run: (wallet: Input<'createVirtualWallet'>, options) => api.createVirtualWallet(wallet, options),
    done: 'The wallet was created',
    touches: ['wallets'],
    after: () => setOpen(false),
  });
  if (!may('virtual_wallets', 2)) return null;
  return (
    <>
      <Button look="primary" size="small" onClick={() => setOpen(true)}>
        <PlusIcon className="size-3.5" />
        Create a wallet
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Create a virtual wallet"
        action="Create"
        submit={() => create.mutate({ alias: alias.trim(), blockchain })}
        busy={create.isPending}
        error={create.error}
      >
        <Field label="Name" error={fieldError(create.error, 'alias')}>
          {(ids) => (
            <TextInput
              {...ids}
              required
              placeholder="Ada"
              value={alias}
              onChange={({ target }) => setAlias(target.value)}
            />
          )}
        </Field>
        <Chain blockchains={blockchains} value={blockchain} onChange={setChosen} error={create.error} />
      </FormModal>
    </>
  );
}
