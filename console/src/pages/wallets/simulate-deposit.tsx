import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Input } from '../../api.ts';
import { useMay, useSession } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, Select, TextInput } from '../../ui/form.tsx';
import { PlusIcon } from '../../ui/icons.tsx';

type To = Pick<Input<'simulateDeposit'>, 'wallet_id' | 'card_id' | 'address'>;

/** Sends tokens on the local chain to a wallet, as a customer would: seen in a block, then confirmed. */
export function SimulateDeposit({
  to,
  blockchain,
  size = 'normal',
}: {
  readonly to: To;
  readonly blockchain: string | undefined;
  readonly size?: 'normal' | 'small';
}): JSX.Element | null {
  const may = useMay();
  const { environment } = useSession();
  const [open, setOpen] = useState(false);
  const [token, setToken] = useState('');
  const [amount, setAmount] = useState('100');
  const tokens = useQuery({
    queryKey: ['wallets', 'tokens', blockchain],
    queryFn: () => api.listTokensOfBlockchain({ blockchain: blockchain ?? '' }),
    staleTime: Infinity,
    enabled: open && blockchain !== undefined && may('treasury'),
  });
  const deposit = useAction({
    run: (wish: Input<'simulateDeposit'>, options) => api.simulateDeposit(wish, options),
    done: 'The deposit was sent on the local chain; it counts when it is confirmed',
    touches: ['wallets', 'card', 'eventsOf', 'program'],
    after: () => setOpen(false),
  });
  if (environment !== 'sandbox' || !may('simulate', 2)) return null;
  return (
    <>
      <Button size={size} onClick={() => setOpen(true)}>
        <PlusIcon className={size === 'small' ? 'size-3.5' : 'size-4'} />
        Simulate a deposit
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Simulate a deposit"
        about="A real transfer on the local chain. It is seen in a block, and counts once enough blocks are on top of it."
        action="Send"
        submit={() => deposit.mutate({ ...to, ...(token !== '' && { token }), amount: amount.trim() })}
        busy={deposit.isPending}
        error={deposit.error}
      >
        <div className="grid grid-cols-2 gap-4">
          <Field label="Amount" error={fieldError(deposit.error, 'amount')}>
            {(ids) => (
              <TextInput
                {...ids}
                required
                inputMode="decimal"
                className="num"
                value={amount}
                onChange={({ target }) => setAmount(target.value)}
              />
            )}
          </Field>
          <Field label="Token" error={fieldError(deposit.error, 'token')}>
            {(ids) => (
              <Select {...ids} value={token} onChange={({ target }) => setToken(target.value)}>
                <option value="">The first listed</option>
                {tokens.data?.map(({ id, symbol }) => (
                  <option key={id} value={symbol}>
                    {symbol}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      </FormModal>
    </>
  );
}
