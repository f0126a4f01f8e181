import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { SureToSend, ToAddress } from '../wallets/to-address.tsx';
import { amountIn, listed } from './deposit.ts';
import type { Suspended } from './deposit.ts';

/** Sends a deposit somewhere on its chain, in two steps: where, and whether it is really so. */
export function SendBack({
  deposit,
  company,
}: {
  readonly deposit: Suspended;
  readonly company: string;
}): JSX.Element {
  const { movement } = deposit;
  const [step, setStep] = useState<'closed' | 'where' | 'sure'>('closed');
  const [to, setTo] = useState('');
  const amount = amountIn(deposit);
  const sending = useAction({
    run: (address: string, options) =>
      api.returnSuspendedDeposit(
        { movementId: movement.id, company_id: deposit.company_id, to_wallet_address: address },
        options,
      ),
    done: 'It is being signed and sent',
    touches: [listed],
    after: () => setStep('closed'),
  });
  return (
    <>
      <Button
        size="small"
        onClick={() => {
          sending.reset();
          setStep('where');
        }}
      >
        Send back
      </Button>
      <FormModal
        open={step === 'where'}
        onClose={() => setStep('closed')}
        title={`Send ${amount} back`}
        about="As a withdrawal is sent: signed, and paid by the wallet that has the coins. Nobody is told. If it fails, the deposit waits as before."
        action="Go on"
        submit={() => setStep('sure')}
        busy={false}
        error={null}
      >
        <ToAddress
          value={to}
          onChange={setTo}
          error={sending.error}
          hint="Ask the sender: an exchange takes nothing at the address that it has sent from."
        />
      </FormModal>
      <SureToSend
        open={step === 'sure'}
        onClose={() => setStep('where')}
        title="Send this back?"
        amount={amount}
        to={to}
        from={company}
        blockchain={movement.blockchain}
        submit={() => sending.mutate(to)}
        busy={sending.isPending}
        error={sending.error}
      />
    </>
  );
}
