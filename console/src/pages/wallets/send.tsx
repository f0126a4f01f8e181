import { useState } from 'react';
import type { JSX } from 'react';
import type { Answer } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, Select, TextInput } from '../../ui/form.tsx';
import { money } from '../../ui/format.tsx';
import { SendIcon } from '../../ui/icons.tsx';
import { tell } from '../../ui/toast.tsx';
import { TooFewSigners } from './signers.tsx';
import { SureToSend, ToAddress } from './to-address.tsx';

type Balance = Answer<'getTreasuryWalletBalance'>[number];
type Sent = Answer<'transferFromTreasury'>;

export interface Wish {
  readonly to: string;
  readonly amount: string;
  readonly token: string | null;
}

/** Sends money out of a wallet, in two steps: what, and whether it is really so. */
export function Send({
  from,
  blockchain,
  balances,
  send,
}: {
  readonly from: string;
  readonly blockchain: string;
  readonly balances: readonly Balance[];
  readonly send: (wish: Wish, options: { readonly idempotencyKey: string }) => Promise<Sent>;
}): JSX.Element {
  const [step, setStep] = useState<'closed' | 'what' | 'sure'>('closed');
  const [to, setTo] = useState('');
  const [amount, setAmount] = useState('');
  const [symbol, setSymbol] = useState('');
  const token = balances.find((balance) => balance.symbol === symbol);
  const transfer = useAction({
    run: send,
    touches: ['wallets'],
    after: ({ status, transaction_hash: hash }) => {
      setStep('closed');
      setAmount('');
      tell(
        status === 'PENDING' ? 'It is being signed and sent' : `The transfer: ${status.toLowerCase()}`,
        hash ?? undefined,
      );
    },
  });
  const shown = money(amount === '' ? 0 : amount, token?.symbol ?? '');
  const open = (): void => {
    transfer.reset();
    // Chosen once: a deposit that comes meanwhile must not make it another token, of which the same amount is meant.
    if (token === undefined)
      setSymbol((balances.find(({ balance }) => Number(balance) > 0) ?? balances[0])?.symbol ?? '');
    setStep('what');
  };
  return (
    <>
      <Button look="primary" onClick={open} disabled={balances.length === 0}>
        <SendIcon />
        Send
      </Button>
      <FormModal
        open={step === 'what'}
        onClose={() => setStep('closed')}
        title={`Send from ${from}`}
        action="Go on"
        submit={() => setStep('sure')}
        busy={false}
        error={null}
        ready={token !== undefined}
      >
        <TooFewSigners />
        <ToAddress value={to} onChange={setTo} error={transfer.error} />
        <div className="grid grid-cols-2 gap-4">
          <Field
            label="Amount"
            hint={token && `${money(token.balance, token.symbol)} there`}
            error={fieldError(transfer.error, 'amount')}
          >
            {(ids) => (
              <TextInput
                {...ids}
                required
                inputMode="decimal"
                pattern="[0-9]+(\.[0-9]+)?"
                title="A number"
                className="num"
                value={amount}
                onChange={({ target }) => setAmount(target.value)}
              />
            )}
          </Field>
          <Field label="Token">
            {(ids) => (
              <Select {...ids} value={token?.symbol ?? ''} onChange={({ target }) => setSymbol(target.value)}>
                {balances.map((balance) => (
                  <option key={balance.symbol} value={balance.symbol}>
                    {balance.symbol}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      </FormModal>
      <SureToSend
        open={step === 'sure'}
        onClose={() => setStep('what')}
        title="Send this?"
        amount={shown}
        to={to}
        from={from}
        blockchain={blockchain}
        submit={() => token !== undefined && transfer.mutate({ to, amount, token: token.token_address })}
        busy={transfer.isPending}
        error={transfer.error}
      />
    </>
  );
}
