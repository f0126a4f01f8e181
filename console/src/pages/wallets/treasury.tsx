import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer, Input } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, linkClass } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, TextInput } from '../../ui/form.tsx';
import { PlusIcon, WalletIcon } from '../../ui/icons.tsx';
import { Badge } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { NewWallet } from './new-wallet.tsx';

type Account = Answer<'listTreasuryAccounts'>[number];

/** The company's own accounts, each with its wallets. */
export function Treasury({ blockchains }: { readonly blockchains: readonly string[] }): JSX.Element {
  const query = useQuery({ queryKey: ['wallets', 'accounts'], queryFn: () => api.listTreasuryAccounts() });
  return (
    <Asked
      query={query}
      waiting={
        <Panel flush title={<span className="waiting block h-5 w-28" />}>
          <Waiting />
        </Panel>
      }
    >
      {(accounts) => (
        <div className="grid gap-4">
          {accounts.length === 0 ? (
            <Panel>
              <Empty title="There is no treasury account yet" icon={<WalletIcon />} action={<NewAccount />}>
                An account is a drawer for wallets: one for operations, one for reserves.
              </Empty>
            </Panel>
          ) : (
            <>
              <div className="flex justify-end">
                <NewAccount />
              </div>
              {accounts.map((account) => (
                <AccountPanel key={account.id} account={account} blockchains={blockchains} />
              ))}
            </>
          )}
        </div>
      )}
    </Asked>
  );
}

function AccountPanel({
  account,
  blockchains,
}: {
  readonly account: Account;
  readonly blockchains: readonly string[];
}): JSX.Element {
  const may = useMay();
  const query = useQuery({
    queryKey: ['wallets', 'accounts', account.id],
    queryFn: () => api.listTreasuryWallets({ accountId: account.id }),
  });
  return (
    <Panel
      title={account.alias}
      actions={may('treasury', 2) && <AddWallet account={account} blockchains={blockchains} />}
      flush
    >
      <Asked query={query} waiting={<Waiting rows={2} />}>
        {(wallets) =>
          wallets.length === 0 ? (
            <p className="text-soft p-4">
              No wallet yet. A new one gets a key of its own, held in three parts by three signers.
            </p>
          ) : (
            <Table
              label={`Wallets of ${account.alias}`}
              rows={wallets}
              rowKey={({ id }) => id}
              columns={[
                {
                  name: 'Wallet',
                  cell: ({ id, alias, enabled }) => (
                    <span className="flex items-center gap-2">
                      <Link
                        to="/wallets/treasury/$accountId/$walletId"
                        params={{ accountId: account.id, walletId: id }}
                        className={linkClass}
                      >
                        {alias}
                      </Link>
                      {!enabled && <Badge>disabled</Badge>}
                    </span>
                  ),
                },
                { name: 'Chain', place: 'end', cell: ({ blockchain }) => blockchain },
                {
                  name: 'Address',
                  right: true,
                  cell: ({ wallet_address: address }) => <Id value={address} />,
                },
              ]}
            />
          )
        }
      </Asked>
    </Panel>
  );
}

function NewAccount(): JSX.Element | null {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [alias, setAlias] = useState('');
  const create = useAction({
    run: (account: Input<'createTreasuryAccount'>, options) => api.createTreasuryAccount(account, options),
    done: 'The account was created',
    touches: ['wallets'],
    after: () => setOpen(false),
  });
  if (!may('treasury', 2)) return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <PlusIcon />
        Create an account
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Create a treasury account"
        action="Create"
        submit={() => create.mutate({ alias: alias.trim() })}
        busy={create.isPending}
        error={create.error}
      >
        <Field label="Name" error={fieldError(create.error, 'alias')}>
          {(ids) => (
            <TextInput
              {...ids}
              required
              placeholder="Operations"
              value={alias}
              onChange={({ target }) => setAlias(target.value)}
            />
          )}
        </Field>
      </FormModal>
    </>
  );
}

const AddWallet = ({
  account,
  blockchains,
}: {
  readonly account: Account;
  readonly blockchains: readonly string[];
}): JSX.Element => (
  <NewWallet
    button="Add a wallet"
    title={`Add a wallet to ${account.alias}`}
    about="Three signers make its key together; none of them ever has it. Two of them sign."
    placeholder="Main"
    blockchains={blockchains}
    create={(wish, options) => api.createTreasuryWallet({ accountId: account.id, ...wish }, options)}
    done="The wallet was created: its key was made by the three signers together"
  />
);
